import type { Reply } from './reply.ts'
import type { Request } from './request.ts'
import type { Service } from './service.ts'
import type { Unit } from './units.ts'

const DONE: Reply = { code: 0 }

type Job = (service: Service) => Promise<boolean>

const stop: Job = async service => {
  await service.stop()
  return true
}

const restart: Job = service => service.restart()
const reload: Job = service => service.reload()

const whenActive =
  (job: Job): Job =>
  async service =>
    service.state.active === 'active' ? job(service) : true

const JOBS: Record<string, Job> = {
  start: service => service.start(),
  stop,
  restart,
  reload,
  'try-restart': whenActive(restart),
  'reload-or-restart': service => (canReload(service) ? reload(service) : restart(service)),
  'try-reload-or-restart': whenActive(service =>
    canReload(service) ? reload(service) : restart(service),
  ),
}

export const JOB_VERBS = Object.keys(JOBS)

/** Carries out a verb that starts or stops, and answers as systemctl does. `--no-block` answers at once. */
export async function runJob(verb: string, unit: Unit, { flags }: Request): Promise<Reply> {
  const { name, files, service } = unit
  const job = JOBS[verb]
  if (!job) throw new Error(`no job ${verb}`)
  if (!service) return stopsNothing(verb) ? notLoaded(verb, name) : cannotStart(verb, name, files)
  if (files.state === 'masked' && !stopsNothing(verb)) return cannotStart(verb, name, files)
  if (verb === 'reload' && service.state.active !== 'active') return notActive(name)
  if (verb === 'reload' && !canReload(service)) return notApplicable(verb, name)
  const finished = job(service)
  if (flags.has('no-block')) return DONE
  return (await finished) ? DONE : jobFailed(name, service)
}

function stopsNothing(verb: string): boolean {
  return verb === 'stop'
}

function canReload(service: Service): boolean {
  return service.definition.commands.Reload.length > 0
}

function cannotStart(verb: string, name: string, files: Unit['files']): Reply {
  const word = verb.startsWith('try-') ? verb : verb.replace(/^.*-/, '')
  return files.state === 'masked'
    ? { code: 1, err: [`Failed to ${word} ${name}: Unit ${name} is masked.`] }
    : { code: 5, err: [`Failed to ${word} ${name}: Unit ${name} not found.`] }
}

function notLoaded(verb: string, name: string): Reply {
  return { code: 5, err: [`Failed to ${verb} ${name}: Unit ${name} not loaded.`] }
}

function notActive(name: string): Reply {
  return { code: 1, err: [`${name} is not active, cannot reload.`] }
}

function notApplicable(verb: string, name: string): Reply {
  const why = `Job type ${verb} is not applicable for unit ${name}.`
  return { code: 1, err: [`Failed to ${verb} ${name}: ${why}`] }
}

function jobFailed(name: string, service: Service): Reply {
  const why =
    service.state.result === 'timeout'
      ? 'a timeout was exceeded'
      : 'the control process exited with error code'
  return {
    code: 1,
    err: [
      `Job for ${name} failed because ${why}.`,
      `See "systemctl status ${name}" and "journalctl -xeu ${name}" for details.`,
    ],
  }
}
