import { closeSync, constants, openSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { messageOf } from '../../../base/fault.ts'
import type { Reply } from './reply.ts'

/** The pipe on which process 1 takes requests; the host's boot makes it. */
export const CONTROL = '/run/lab/control'

const RECORD_END = '\x1e'
const FIELD_END = '\x1f'

/** Answers a command line. */
export type Answer = (words: readonly string[]) => Promise<Reply>

/**
 * Serves requests from a named pipe until aborted. A request is the path of the asker's own pipe and its words, each
 * ended by a unit separator, then a record separator. The reply goes to that pipe: lines marked `o` or `e`, then `=CODE`.
 */
export function serveControl(answer: Answer, signal: AbortSignal, path = CONTROL): void {
  // Open for both directions, so that it never reads as ended when the last asker leaves.
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  const control = new Socket({ fd, readable: true, writable: false, signal })
  control.on('error', () => undefined)
  let pending = ''
  control.setEncoding('utf8').on('data', (text: string) => {
    const records = (pending + text).split(RECORD_END)
    pending = records.pop() ?? ''
    for (const record of records) void serve(record, answer)
  })
}

async function serve(record: string, answer: Answer): Promise<void> {
  const fields = record.split(FIELD_END).slice(0, -1)
  // What the shell wrote after the previous record's separator.
  if (fields[0] === '') fields.shift()
  const [to, ...words] = fields
  if (to === undefined) return
  const fd = openReply(to)
  if (fd === undefined) return
  const reply = await answer(words).catch(error => ({ code: 1, err: [messageOf(error)] }))
  const pipe = new Socket({ fd, readable: false, writable: true })
  // An asker that was killed meanwhile needs no answer.
  pipe.on('error', () => undefined)
  pipe.end(replyText(reply))
}

/** Opens the asker's pipe and takes its name away, so that nothing is left behind whatever becomes of the asker. */
function openReply(path: string): number | undefined {
  let fd: number | undefined
  try {
    fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
    rmSync(path)
    return fd
  } catch {
    // Nobody reads it any more.
    if (fd !== undefined) closeSync(fd)
    return undefined
  }
}

function replyText({ code, out = [], err = [] }: Reply): string {
  const marked = [...marking('o', out), ...marking('e', err), `=${code}`]
  return `${marked.join('\n')}\n`
}

function marking(mark: string, lines: readonly string[]): string[] {
  return lines.flatMap(line => line.split('\n')).map(line => mark + line)
}
