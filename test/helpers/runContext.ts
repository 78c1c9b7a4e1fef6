import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { Fault } from '../../src/base/fault.ts'
import type {
  Outcome,
  Output,
  Parts,
  Remote,
  RunContext,
  Script,
  Shell,
} from '../../src/engine/module/index.ts'

export interface ContextOptions {
  readonly host?: string
  readonly check?: boolean
  /** Other hosts of the inventory. */
  readonly others?: Readonly<Record<string, Remote>>
}

/** A task's context whose host is this machine: scripts run in a real sh, connections are made from here. */
export function runContext({
  host = 'host1',
  check = false,
  others,
}: ContextOptions = {}): RunContext {
  const never = (what: string) => (): never => {
    throw new Error(`this test's task needs no ${what}`)
  }
  return {
    host,
    check,
    diff: true,
    facts: {},
    signal: new AbortController().signal,
    temp: path => `${path}.${randomBytes(4).toString('hex')}.tmp`,
    find: never('files'),
    render: never('templates'),
    evaluate: never('expressions'),
    variable: never('variables'),
    remote: localRemote(check),
    ...(others === undefined
      ? {}
      : {
          remoteOf(name: string): Remote {
            const remote = others[name]
            if (!remote) throw new Fault(`there is no host ${name}`)
            return remote
          },
        }),
  }
}

/** This machine as a host. */
export function localRemote(check = false): Remote {
  return {
    async run(script) {
      return runScript(script, check)
    },
    exec: command => runShell(command),
    async connect(host, port) {
      const socket = connect(port, host)
      await once(socket, 'connect')
      return socket
    },
  }
}

async function runScript(
  script: Script,
  check: boolean,
): Promise<Outcome & { kind: 'ok' | 'changed' }> {
  const checked = await runShell(script.check)
  let parts: Parts = { check: checked.output, rc: checked.rc }
  if (checked.rc > 1) throw new Fault(`check: ${checked.output.stderr}`)
  if (checked.rc === 1 && !check) {
    const applied = await runShell(script.apply)
    parts = { check: checked.output, apply: applied.output, rc: applied.rc }
    if (applied.rc !== 0) throw new Fault(`apply: ${applied.output.stderr}`)
  }
  return {
    kind: checked.rc === 0 ? 'ok' : 'changed',
    result: script.result?.(parts) ?? {},
  }
}

function runShell(command: Shell): Promise<{ rc: number; output: Output }> {
  return new Promise(resolve => {
    const options = { encoding: 'buffer', maxBuffer: 16 * 1024 * 1024 } as const
    const child = execFile('sh', ['-c', command], options, (error, stdout, stderr) => {
      const rc = error === null ? 0 : Number(error.code ?? 255)
      resolve({ rc, output: { stdout, stderr, dropped: 0 } })
    })
    child.stdin?.end()
  })
}
