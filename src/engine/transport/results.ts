import { Fault } from '../../base/fault.ts'
import type { Fragment, FragmentResult, Output } from '../module/index.ts'
import type { Step } from './steps.ts'
import { type Part, partsOf } from './wire.ts'

/** Why a batch ended: at its end, at a failure or want, or because the host's lock was taken away. */
export type BatchEnd = 'complete' | 'stop' | 'fenced'

/** Puts the steps of a batch together to the results of its fragments. */
export class ResultReader {
  readonly #fragments: readonly Fragment[]
  readonly #report: (index: number, result: FragmentResult) => void
  #outputs: Output[] = []
  #ran = 0
  #end: BatchEnd | undefined

  constructor(
    fragments: readonly Fragment[],
    report: (index: number, result: FragmentResult) => void,
  ) {
    this.#fragments = fragments
    this.#report = report
  }

  /** Fragments that have reported. */
  get ran(): number {
    return this.#ran
  }

  /** Undefined until the batch has ended. */
  get end(): BatchEnd | undefined {
    return this.#end
  }

  /** Throws a Fault for a step that can't be the next one. */
  add({ index, words: [word = '', rc = ''], output }: Step): void {
    if (index === this.#fragments.length) {
      this.#end = rc === '' ? 'complete' : rc === 'fenced' ? 'fenced' : 'stop'
      return
    }
    const fragment = this.#fragments[index]
    if (index !== this.#ran || !fragment) throw outOfOrder()
    const status = statusOf(Number(rc))
    this.#outputs.push(status > 128 ? withoutEcho(output) : output)
    if (word === 'cut') return
    const parts = partsOf(fragment)
    const outputs = Object.fromEntries(
      this.#outputs.map((printed, part) => [parts[part] ?? 'check', printed]),
    ) as Partial<Record<Part, Output>> // keyed by parts alone
    this.#outputs = []
    this.#ran++
    this.#report(index, { phase: phaseOf(word), rc: status, ...outputs })
  }
}

const PHASES = ['ok', 'changed', 'would', 'wants', 'failed'] as const

function phaseOf(word: string): FragmentResult['phase'] {
  const phase = PHASES.find(name => name === word)
  if (!phase) throw outOfOrder()
  return phase
}

function outOfOrder(): Fault {
  return new Fault('the host broke the session protocol: a frame out of order')
}

/** A process ended by signal 9 is 137 to most shells, 265 to ksh and 393 to yash. */
function statusOf(rc: number): number {
  if (rc > 384) return rc - 256
  return rc > 256 ? rc - 128 : rc
}

/** Of a part that was killed bash prints the text, and with it whatever secret is in there. */
function withoutEcho(output: Output): Output {
  const stderr = output.stderr.toString('latin1')
  const at = stderr.search(/^\S+: line \d+: +\d+ [A-Z][^\n(]*\( ?eval '/m)
  if (at < 0) return output
  const [, what = ''] = /: +\d+ ([A-Z][^(]*?) *\(/.exec(stderr.slice(at)) ?? []
  return { ...output, stderr: Buffer.from(`${stderr.slice(0, at)}${what}\n`, 'latin1') }
}
