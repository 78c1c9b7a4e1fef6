import { messageOf } from '../../../base/fault.ts'
import { disable, enable, mask, unitFileState, unmask } from './enablement.ts'
import { JOB_VERBS, runJob } from './jobs.ts'
import { loadState, propertiesOf } from './properties.ts'
import { joined, type Reply } from './reply.ts'
import { parseRequest, type Request } from './request.ts'
import { AT_REST } from './serviceState.ts'
import { catText, statusText } from './statusText.ts'
import type { Unit, Units } from './units.ts'

type Verb = (unit: Unit, request: Request, units: Units) => Reply | Promise<Reply>
type Whole = (request: Request, units: Units) => Reply | Promise<Reply>

/** Verbs that are carried out for each unit named. */
const PER_UNIT: Record<string, Verb> = {
  ...Object.fromEntries(
    JOB_VERBS.map((verb): [string, Verb] => [verb, (unit, request) => runJob(verb, unit, request)]),
  ),
  enable: enableUnit,
  disable: disableUnit,
  reenable: (unit, request) => {
    if (unit.service) disable(unit.service.definition)
    return enableUnit(unit, request)
  },
  mask: maskUnit,
  unmask: unit => ({ code: 0, err: unmask(unit.name) }),
  'is-active': unit => stateReply(unit.service?.state.active ?? 'inactive', ['active'], 3),
  'is-failed': unit => stateReply(unit.service?.state.active ?? 'inactive', ['failed'], 1),
  'is-enabled': isEnabled,
  show,
  status: (unit, request, units) => statusText(unit, units, Number(request.values['lines'] ?? 10)),
  cat: catText,
  kill: (unit, { values }) => {
    unit.service?.kill(signalOf(values['signal']))
    return { code: 0 }
  },
  'reset-failed': unit => {
    unit.service?.reset()
    return { code: 0 }
  },
}

/** Verbs that concern the host, and those that mean every unit when none is named. */
const WHOLE: Record<string, Whole> = {
  'daemon-reload': (_, units) => {
    units.reload()
    return { code: 0 }
  },
  'daemon-reexec': () => ({ code: 0 }),
  'is-system-running': (_, units) => {
    const degraded = units.list(false).some(isFailed)
    return degraded ? { code: 1, out: ['degraded'] } : { code: 0, out: ['running'] }
  },
  'list-units': listUnits,
  'list-unit-files': (_, units) => ({
    code: 0,
    out: units.list(true).map(unit => `${unit.name} ${fileState(unit)}`),
  }),
  'reset-failed': (_, units) => {
    for (const unit of units.list(false)) unit.service?.reset()
    return { code: 0 }
  },
}

/** Answers one command line of systemctl. */
export async function systemctl(words: readonly string[], units: Units): Promise<Reply> {
  const request = parseRequest(words)
  if (request.flags.has('version')) return { code: 0, out: ['systemd 252 (wharf lab)'] }
  if (request.flags.has('user')) {
    return { code: 1, err: ['Failed to connect to bus: No medium found'] }
  }
  const reply = await answer(request, units)
  return request.flags.has('quiet') ? { ...reply, out: [] } : reply
}

async function answer(request: Request, units: Units): Promise<Reply> {
  const { verb, flags } = request
  const whole = WHOLE[verb]
  const each = PER_UNIT[verb]
  if (whole && request.units.length === 0) return whole(request, units)
  if (!each) return { code: 1, err: [`Unknown command verb ${verb}.`] }
  if (request.units.length === 0) return { code: 1, err: ['Too few arguments.'] }
  const replies = await Promise.all(
    request.units.map(name => each(units.find(name), request, units)),
  )
  const said = joined(separated(verb, flags, replies))
  // Only these need one success among the units, the others need all.
  const anyWill = verb === 'is-active' || verb === 'is-enabled' || verb === 'is-failed'
  return anyWill && replies.some(reply => reply.code === 0) ? { ...said, code: 0 } : said
}

/** `show` of several units puts an empty line between them. */
function separated(verb: string, flags: Request['flags'], replies: readonly Reply[]): Reply[] {
  if (verb !== 'show' || flags.has('value')) return [...replies]
  return replies.map((reply, at) =>
    at === 0 ? reply : { ...reply, out: ['', ...(reply.out ?? [])] },
  )
}

async function enableUnit(unit: Unit, request: Request): Promise<Reply> {
  const { name, files, service } = unit
  if (files.state === 'masked') {
    return { code: 1, err: [`Failed to enable unit: Unit file ${name} is masked.`] }
  }
  if (!service) {
    return { code: 1, err: [`Failed to enable unit: Unit file ${name} does not exist.`] }
  }
  const { definition } = service
  const said =
    definition.wantedBy.length > 0
      ? enable(definition)
      : ['The unit files have no installation config (WantedBy=) and are not meant to be enabled.']
  const started = request.flags.has('now') ? await runJob('start', unit, request) : { code: 0 }
  return joined([{ code: 0, err: said }, started])
}

async function disableUnit(unit: Unit, request: Request): Promise<Reply> {
  if (!unit.service) {
    return { code: 1, err: [`Failed to disable unit: Unit file ${unit.name} does not exist.`] }
  }
  const said = disable(unit.service.definition)
  const stopped = request.flags.has('now') ? await runJob('stop', unit, request) : { code: 0 }
  return joined([{ code: 0, err: said }, stopped])
}

async function maskUnit(unit: Unit, request: Request): Promise<Reply> {
  try {
    const said = mask(unit.name)
    if (request.flags.has('now')) await unit.service?.stop()
    return { code: 0, err: said }
  } catch (error) {
    return { code: 1, err: [`Failed to mask unit: ${messageOf(error)}`] }
  }
}

function stateReply(state: string, good: readonly string[], otherwise: number): Reply {
  return { code: good.includes(state) ? 0 : otherwise, out: [state] }
}

function isEnabled(unit: Unit): Reply {
  const state = fileState(unit)
  if (state !== '') return stateReply(state, ['enabled', 'static'], 1)
  const why = 'No such file or directory'
  return { code: 1, err: [`Failed to get unit file state for ${unit.name}: ${why}`] }
}

function show(unit: Unit, { properties, flags }: Request, units: Units): Reply {
  const all = propertiesOf(unit, units)
  const names = properties ?? Object.keys(all)
  const known = Object.entries(all).filter(([name]) => names.includes(name))
  return {
    code: 0,
    out: known.map(([name, value]) => (flags.has('value') ? value : `${name}=${value}`)),
  }
}

function listUnits({ flags, values }: Request, units: Units): Reply {
  const wanted = values['state']?.split(',')
  const rows = units
    .list(flags.has('all'))
    .filter(unit => !wanted || wanted.includes(unit.service?.state.active ?? 'inactive'))
    .map(unit => {
      const { active, sub } = unit.service?.state ?? AT_REST
      const description = unit.service?.definition.description ?? ''
      return `${unit.name} ${loadState(unit)} ${active} ${sub} ${description}`
    })
  return {
    code: 0,
    out: flags.has('no-legend') ? rows : ['UNIT LOAD ACTIVE SUB DESCRIPTION', ...rows],
  }
}

function fileState(unit: Unit): string {
  return unitFileState(unit.files, unit.service?.definition)
}

function isFailed(unit: Unit): boolean {
  return unit.service?.state.active === 'failed'
}

function signalOf(name = 'SIGTERM'): NodeJS.Signals {
  // A name the kernel does not know fails when it is sent, with that name in the message.
  return (name.startsWith('SIG') ? name : `SIG${name}`) as NodeJS.Signals
}
