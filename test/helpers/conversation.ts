import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Output } from '../../src/engine/module/index.ts'

/** What one text printed, and how it ended. */
export interface Ran {
  readonly rc: number
  readonly output: Output
}

/** A shell that runs one text after the other, each in a subshell of its own. */
export type Conversation = (text: string) => Promise<Ran>

/**
 * Starts a shell once for many texts: starting one from here for each would cost more than what is tested.
 * It keeps the process alive only while a text runs, and ends with it.
 */
export function converse([command, ...args]: readonly [string, ...string[]]): Conversation {
  const env = { LC_ALL: 'C', HOME: '/root', PATH: '/usr/bin:/bin' }
  const child = spawn(command, args, { env, cwd: '/' })
  // The pipes of a child process are sockets, which its type does not say.
  const handles = [child, child.stdin, child.stdout, child.stderr] as unknown as Socket[]
  const unref = () => {
    for (const handle of handles) handle.unref()
  }
  child.stdin.write('umask 022\n')
  unref()
  return async text => {
    for (const handle of handles) handle.ref()
    const nonce = randomBytes(16).toString('hex')
    const [stdout, stderr] = [
      until(child.stdout as Socket, nonce),
      until(child.stderr as Socket, nonce),
    ]
    const quoted = `'${text.replaceAll("'", `'\\''`)}'`
    child.stdin.write(`(eval ${quoted}) </dev/null; r=$?; echo "${nonce}$r."; echo ${nonce}. >&2\n`)
    try {
      const [[out, rc], [err]] = await Promise.all([stdout, stderr])
      return { rc: Number(rc), output: { stdout: out, stderr: err, dropped: 0 } }
    } finally {
      unref()
    }
  }
}

/** What comes before the nonce, and what stands between it and the full stop behind it. */
function until(stream: Socket, nonce: string): Promise<[before: Buffer, mark: string]> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const settle = (end: () => void) => {
      stream.off('data', take)
      stream.off('close', lost)
      end()
    }
    const lost = () => settle(() => reject(new Error('the shell has ended')))
    const take = (chunk: Buffer) => {
      chunks.push(chunk)
      const all = Buffer.concat(chunks)
      const at = all.indexOf(nonce)
      const mark = /^\d*\./.exec(all.subarray(at + nonce.length).toString())
      if (at >= 0 && mark) settle(() => resolve([all.subarray(0, at), mark[0].slice(0, -1)]))
    }
    stream.on('data', take)
    stream.on('close', lost)
  })
}
