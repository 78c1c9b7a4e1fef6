import { unitFileState } from './enablement.ts'
import { AT_REST, type ServiceState } from './serviceState.ts'
import type { Unit, Units } from './units.ts'

/** What `systemctl show` prints of a unit, in its order. */
export function propertiesOf(unit: Unit, units: Units): Record<string, string> {
  const definition = unit.service?.definition
  const state = unit.service?.state ?? AT_REST
  return {
    Type: definition?.type ?? '',
    Restart: definition?.restart ?? 'no',
    NRestarts: String(state.restarts),
    Result: state.result,
    ...mainProcess(state),
    Environment: definition?.environment.join(' ') ?? '',
    EnvironmentFiles: definition?.environmentFiles.map(environmentFile).join('\n') ?? '',
    ExecStart: definition?.commands.Start.map(({ words }) => execStart(words)).join('\n') ?? '',
    User: definition?.user ?? '',
    WorkingDirectory: definition?.workingDirectory ?? '',
    Id: unit.name,
    Names: unit.name,
    Description: definition?.description ?? unit.name,
    LoadState: loadState(unit),
    ActiveState: state.active,
    SubState: state.sub,
    FragmentPath: definition?.files.fragment ?? '',
    DropInPaths: definition?.files.dropIns.join(' ') ?? '',
    UnitFileState: unitFileState(unit.files, definition),
    NeedDaemonReload: yesNo(units.needsReload(unit)),
    CanStart: yesNo(definition !== undefined),
    CanStop: yesNo(definition !== undefined),
    CanReload: yesNo((definition?.commands.Reload.length ?? 0) > 0),
    StateChangeTimestamp: timestamp(state.changed),
    ActiveEnterTimestamp: timestamp(state.activeSince),
    ActiveEnterTimestampMonotonic: monotonic(state.activeSince),
  }
}

export function loadState({ files, service }: Unit): string {
  if (files.state === 'masked') return 'masked'
  return service ? 'loaded' : 'not-found'
}

/** `Wed 2026-11-25 15:31:00 UTC`, empty for never. */
export function timestamp(date: Date | undefined): string {
  if (!date) return ''
  const [day, time = ''] = date.toISOString().split('T')
  const weekday = date.toLocaleDateString('en-GB', { weekday: 'short', timeZone: 'UTC' })
  return `${weekday} ${day} ${time.slice(0, 8)} UTC`
}

function mainProcess(state: ServiceState): Record<string, string> {
  return {
    MainPID: String(state.mainPid),
    ExecMainPID: String(state.mainPid),
    ExecMainStatus: String(state.mainStatus),
    ExecMainStartTimestamp: timestamp(state.mainStarted),
    ExecMainStartTimestampMonotonic: monotonic(state.mainStarted),
  }
}

/** Microseconds on the clock that starts with the host's process 1. */
function monotonic(date: Date | undefined): string {
  return date ? String(Math.round((date.getTime() - performance.timeOrigin) * 1000)) : '0'
}

function environmentFile(file: string): string {
  return `${file.replace(/^-/, '')} (ignore_errors=${yesNo(file.startsWith('-'))})`
}

function execStart(words: readonly string[]): string {
  return `{ path=${words[0] ?? ''} ; argv[]=${words.join(' ')} ; ignore_errors=no }`
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no'
}
