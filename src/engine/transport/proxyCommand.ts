import { spawn } from 'node:child_process'
import { Duplex } from 'node:stream'

/** A byte stream to a host through a command of the user's own. */
export interface ProxyStream {
  readonly stream: Duplex
  /** What the command has said on stderr, once it has ended. */
  readonly lastWords: () => Promise<string>
}

/** Starts a ProxyCommand. It ends with the stream. */
export function startProxyCommand(command: string): ProxyStream {
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], { stdio: 'pipe' })
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString()).slice(-500)
  })
  for (const pipe of [child.stdin, child.stdout]) pipe.on('error', () => undefined)
  const stream = Duplex.from({ writable: child.stdin, readable: child.stdout })
  stream.on('error', () => undefined)
  stream.once('close', () => child.kill())
  child.once('error', error => stream.destroy(error))
  const closed = new Promise(resolve => child.once('close', resolve))
  const lastWords = async (): Promise<string> => {
    await closed
    return said.trim()
  }
  return { stream, lastWords }
}
