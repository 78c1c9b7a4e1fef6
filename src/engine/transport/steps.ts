import { Fault } from '../../base/fault.ts'
import type { Output } from '../module/index.ts'
import { type Frame, FrameScanner } from './frames.ts'

/** What the host printed between two frames, on both streams. */
export interface Step {
  /** Which of the expected nonces ended it. */
  readonly index: number
  /** What the frame says. */
  readonly words: readonly string[]
  readonly output: Output
}

/**
 * Puts the two streams of a shell back together: a step is reported once its frame has arrived on both.
 * Throws a Fault when the streams disagree.
 */
export class StepReader {
  readonly #stdout: FrameScanner
  readonly #stderr: FrameScanner
  readonly #waiting: { stdout: Frame[]; stderr: Frame[] } = { stdout: [], stderr: [] }
  readonly #report: (step: Step) => void

  constructor(nonces: readonly string[], report: (step: Step) => void) {
    this.#report = report
    this.#stdout = new FrameScanner(nonces, frame => this.#add('stdout', frame))
    this.#stderr = new FrameScanner(nonces, frame => this.#add('stderr', frame))
  }

  /** Bytes printed since the last frame, on the busier stream. */
  get size(): number {
    return Math.max(this.#stdout.size, this.#stderr.size)
  }

  stdout(bytes: Buffer): void {
    this.#stdout.push(bytes)
  }

  stderr(bytes: Buffer): void {
    this.#stderr.push(bytes)
  }

  #add(stream: 'stdout' | 'stderr', frame: Frame): void {
    this.#waiting[stream].push(frame)
    const [stdout] = this.#waiting.stdout
    const [stderr] = this.#waiting.stderr
    if (!stdout || !stderr) return
    if (stdout.index !== stderr.index)
      throw new Fault('the host broke the session protocol: its two streams disagree')
    this.#waiting.stdout.shift()
    this.#waiting.stderr.shift()
    const output = {
      stdout: stdout.output.bytes,
      stderr: stderr.output.bytes,
      dropped: stdout.output.dropped + stderr.output.dropped,
    }
    this.#report({ index: stdout.index, words: stdout.words, output })
  }
}
