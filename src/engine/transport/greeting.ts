import { UnreachableFault } from '../../base/fault.ts'
import type { Become } from '../module/index.ts'
import type { Channel } from './channel.ts'
import { badPassword, noShell, printed } from './noShell.ts'

/** A login that does not greet for so long is taken to wait for something that will not come. */
const PATIENCE = 30_000

/** What a profile or a lecture may print before the shell greets. */
const MOST_NOISE = 64 * 1024

export interface Expected {
  /** The word that the shell says on both streams once all that runs before it has ended. */
  readonly word: string
  readonly become: Become | undefined
  /** How a request for the password looks on stderr. */
  readonly prompt: RegExp
}

/**
 * Waits until a shell greets, answers at most one request for the password, and drops all that was printed before.
 * Resolves to the shell's pid. Nothing is sent earlier: a profile that reads would eat it, and a password that nobody
 * asked for would be run as a command.
 */
export async function greet(channel: Channel, expected: Expected): Promise<number> {
  const heard: Heard = { stdout: '', stderr: '', answered: 0 }
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise((resolve, reject) => {
      const hear = (stream: 'stdout' | 'stderr', bytes: Buffer): void => {
        heard[stream] += bytes.toString('latin1')
        try {
          const pid = respond(channel, heard, expected)
          if (pid !== undefined) resolve(pid)
        } catch (fault) {
          reject(fault)
        }
      }
      timer = setTimeout(() => reject(late(heard)), PATIENCE)
      channel.listen({
        stdout: bytes => hear('stdout', bytes),
        stderr: bytes => hear('stderr', bytes),
        ended: ending => reject(noShell({ ...heard, ending, become: expected.become })),
      })
    })
  } catch (error) {
    channel.destroy()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

interface Heard {
  stdout: string
  stderr: string
  /** Requests for the password answered so far. */
  answered: number
}

/** The pid once the shell has greeted on both streams. Before that, whatever what was heard calls for. */
function respond(channel: Channel, heard: Heard, expected: Expected): number | undefined {
  const { word, become, prompt } = expected
  const pid = new RegExp(`${word} (\\d+)\n`).exec(heard.stdout)?.[1]
  if (pid !== undefined && heard.stderr.includes(`${word}\n`)) return Number(pid)
  if (heard.stdout.length + heard.stderr.length > MOST_NOISE)
    throw new UnreachableFault(`the login printed more than a shell would${printed(heard)}`)
  if (!become || heard.stderr.split(prompt).length - 1 <= heard.answered) return undefined
  if (heard.answered > 0 || become.password === undefined) throw badPassword(become)
  heard.answered++
  channel.stdin.write(`${become.password}\n`)
  return undefined
}

function late(heard: Heard): UnreachableFault {
  return new UnreachableFault(`no shell greeted within ${PATIENCE / 1000} s${printed(heard)}`)
}
