import { z } from 'zod'
import { Fault } from '../../base/fault.ts'
import { controllerModule, type Outcome, type RunContext } from '../../engine/module/index.ts'
import { hostPath } from '../files/path.ts'
import { pause } from './pause.ts'
import { probePath } from './probePath.ts'
import { probePort } from './probePort.ts'

const seconds = z.number().min(0)

const args = z
  .strictObject({
    host: z.string().min(1).default('127.0.0.1').meta({
      description: 'Where the port is, as the host of the task names and routes it.',
    }),
    port: z.int().min(1).max(65535).optional().meta({ description: 'The TCP port to try.' }),
    path: hostPath.optional().meta({ description: 'The file to look for.' }),
    search_regex: z.string().min(1).optional().meta({
      description: 'What a line of the file, or what the port sends, must match.',
    }),
    state: z.enum(['started', 'present', 'stopped', 'absent']).default('started').meta({
      description:
        'started, present: the port is open, the file there. stopped, absent: it is not.',
    }),
    timeout: seconds.default(300).meta({ description: 'Seconds after which it fails.' }),
    connect_timeout: seconds.default(5).meta({ description: 'Seconds that one attempt may take.' }),
    delay: seconds.default(0).meta({ description: 'Seconds to wait before the first look.' }),
    sleep: seconds.default(1).meta({ description: 'Seconds between looks.' }),
    msg: z.string().optional().meta({ description: 'What to say when it fails.' }),
  })
  .refine(({ port, path }) => (port === undefined) !== (path === undefined), {
    error: 'takes one of port and path',
  })

/** Arguments of the module, checked. */
export type WaitForArgs = z.output<typeof args>

/** What one look found: whether it is as wanted, and what an expression's groups hold. */
export interface Sight {
  readonly there: boolean
  readonly groups?: readonly (string | undefined)[] | undefined
  readonly named?: Readonly<Record<string, string>> | undefined
}

/** Waits for a port or a file. */
export const waitFor = controllerModule({
  name: 'wait_for',
  summary: 'Wait until a port is open or a file is there, or no longer.',
  args,
  examples: [
    'wait_for: { port: 5000 }',
    'wait_for: { host: registry.example.com, port: 443, state: stopped, timeout: 60 }',
    'wait_for: { path: /var/log/app.log, search_regex: "listening on port (\\\\d+)" }',
  ],
  returns: {
    elapsed: 'seconds waited',
    state: 'as asked for',
    port: 'the port',
    path: 'the file',
    match_groups: 'what the groups of search_regex hold',
    match_groupdict: 'the same by name',
  },
  run: waitUntilThere,
})

async function waitUntilThere(wanted: WaitForArgs, context: RunContext): Promise<Outcome> {
  const { timeout, delay, sleep, state } = wanted
  const wantsThere = state === 'started' || state === 'present'
  const start = Date.now()
  const elapsed = () => Math.round((Date.now() - start) / 1000)
  // Check mode looks once: what is waited for may be the work of a task that did not run.
  if (!context.check) await pause(delay, context.signal)
  for (;;) {
    const sight = await look(wanted, context)
    if (sight.there === wantsThere) {
      return { kind: 'ok', result: { elapsed: elapsed(), ...resultOf(wanted, sight) } }
    }
    if (context.check) return { kind: 'skipped', reason: `would wait for ${subjectOf(wanted)}` }
    if (Date.now() - start + sleep * 1000 > timeout * 1000) throw timedOut(wanted)
    await pause(sleep, context.signal)
  }
}

function look(wanted: WaitForArgs, context: RunContext): Promise<Sight> {
  const { port, path, search_regex } = wanted
  if (port !== undefined) return probePort({ ...wanted, port }, context)
  return probePath(path ?? '', search_regex, context.remote)
}

function resultOf({ state, port, path }: WaitForArgs, { groups = [], named = {} }: Sight) {
  return {
    state,
    ...(port === undefined ? { path } : { port }),
    match_groups: groups,
    match_groupdict: named,
  }
}

function timedOut(wanted: WaitForArgs): Fault {
  const { msg, state, timeout } = wanted
  const end = state === 'stopped' || state === 'absent' ? ' to go away' : ''
  return new Fault(
    msg ?? `${subjectOf(wanted)} was waited for${end}, in vain, for ${timeout} seconds`,
  )
}

function subjectOf({ host, port, path, search_regex }: WaitForArgs): string {
  const subject = path ?? `${host}:${port}`
  return search_regex === undefined ? subject : `"${search_regex}" in ${subject}`
}
