import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, openSync } from 'node:fs'

/** Two ends of one pipe, as descriptors. */
export interface Pipe {
  readonly read: number
  readonly write: number
}

/**
 * A source of true pipes, which Node can't make: its children get socket pairs, on which `echo >/dev/stderr` and
 * `sh /dev/stdin` fail. Programs of a session find pipes, as they do under OpenSSH.
 */
export class Pipes {
  readonly #spare: Pipe[] = []
  #filling: Promise<void> | undefined

  /** As many pipes as asked for. The caller closes both ends. */
  async take(count: number): Promise<Pipe[]> {
    while (this.#spare.length < count) await this.#fill()
    const taken = this.#spare.splice(0, count)
    // Made ahead, so that most sessions need not wait. Whoever needs them finds out if it fails.
    if (this.#spare.length < count) this.#fill().catch(() => undefined)
    return taken
  }

  #fill(): Promise<void> {
    this.#filling ??= this.#make().finally(() => {
      this.#filling = undefined
    })
    return this.#filling
  }

  async #make(): Promise<void> {
    const holder = spawn('sh', ['-c', HOLD], { stdio: ['pipe', 'pipe', 'ignore'] })
    try {
      const pid = await firstLine(holder)
      for (const fd of HELD) this.#spare.push(openPipe(`/proc/${pid}/fd/${fd}`))
    } finally {
      // That is all it waits for.
      holder.stdin.end()
    }
  }
}

const HELD = [3, 4, 5, 6, 7, 8] as const

/** Makes a pipe at each level and keeps it open; the innermost shell tells its process id and waits for its input to end. */
const HOLD = `exec 9<&0
hold() {
  : | {
    eval "exec $1<&0"
    if [ "$1" -lt ${HELD.at(-1)} ]; then
      hold $(($1 + 1))
    else
      read -r pid _ </proc/self/stat
      echo "$pid"
      read -r _ <&9
    fi
  }
}
hold ${HELD[0]}`

/** A descriptor of another process gives access to both ends of its pipe. */
function openPipe(path: string): Pipe {
  return { read: openSync(path, constants.O_RDONLY), write: openSync(path, constants.O_WRONLY) }
}

async function firstLine(holder: ChildProcess): Promise<string> {
  if (!holder.stdout) throw new Error('the holder of pipes has no output')
  const ended = once(holder, 'exit').then(() => Promise.reject(new Error('no pipes to be had')))
  const [line] = await Promise.race([once(holder.stdout, 'data'), ended])
  return String(line).trim()
}
