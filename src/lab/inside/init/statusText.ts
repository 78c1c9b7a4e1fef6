import { readFileSync } from 'node:fs'
import { unitFileState } from './enablement.ts'
import { lastLines } from './journal.ts'
import { loadState, timestamp } from './properties.ts'
import type { Reply } from './reply.ts'
import { AT_REST } from './serviceState.ts'
import type { Unit, Units } from './units.ts'

/** `systemctl status UNIT`: 0 when it is active, 3 when not, 4 when there is no such unit. */
export function statusText(unit: Unit, units: Units, lines: number): Reply {
  const { name, service, files } = unit
  if (!service && files.state !== 'masked') {
    return { code: 4, err: [`Unit ${name} could not be found.`] }
  }
  const state = service?.state ?? AT_REST
  const since = timestamp(state.changed)
  const warning = `Warning: The unit file, source configuration file or drop-ins of ${name} changed on disk. Run 'systemctl daemon-reload' to reload units.`
  return {
    code: state.active === 'active' ? 0 : 3,
    ...(units.needsReload(unit) ? { err: [warning] } : {}),
    out: [
      `${state.active === 'active' ? '●' : '○'} ${name} - ${service?.definition.description ?? name}`,
      `     Loaded: ${loadState(unit)} (${files.fragment}; ${unitFileState(files, service?.definition)})`,
      `     Active: ${state.active} (${state.sub})${since === '' ? '' : ` since ${since}`}`,
      ...(state.mainPid === 0 ? [] : [`   Main PID: ${state.mainPid}`]),
      '',
      ...lastLines(name, lines),
    ],
  }
}

/** `systemctl cat UNIT`: the files that make it up, each under its name. */
export function catText({ name, files }: Unit): Reply {
  if (files.state === 'missing') return { code: 1, err: [`No files found for ${name}.`] }
  const paths = [files.fragment, ...files.dropIns]
  const out = paths.flatMap(path => [`# ${path}`, ...readFileSync(path, 'utf8').split('\n')])
  return { code: 0, out }
}
