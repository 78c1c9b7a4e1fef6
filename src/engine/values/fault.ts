import { Fault, type FaultDetail } from '../../base/fault.ts'
import { didYouMean } from '../../base/suggest.ts'
import type { Source, Span } from './source.ts'

/** A template or an expression is wrong, or can't work with the values it was given. */
export class TemplateFault extends Fault {
  override readonly name = 'TemplateFault'
}

/** A name, or a step of a path, that nothing defines. */
export class UndefinedFault extends Fault {
  override readonly name = 'UndefinedFault'
  /** The text that used the name. A fault in the text of another variable has another origin. */
  readonly origin: Source | undefined

  constructor(message: string, detail: FaultDetail & { readonly origin?: Source } = {}) {
    super(message, detail)
    this.origin = detail.origin
  }
}

/** Where a name was used. */
export interface Use {
  readonly source: Source
  readonly span: Span
}

/** The fault of a variable that is in no layer. */
export function undefinedVariable(
  name: string,
  known: Iterable<string>,
  use?: Use,
  hint?: string,
): UndefinedFault {
  const word = FOREIGN[name]
  const guess = word === undefined ? didYouMean(name, known) : ''
  const advice = word === undefined ? hint : `write \`${word}\``
  const detail = use ? detailOf(use) : {}
  return new UndefinedFault(`"${name}" is undefined${guess}`, { ...detail, hint: advice })
}

/** Constants of Python, which here are names like any other. */
const FOREIGN: Readonly<Record<string, string | undefined>> = {
  True: 'true',
  False: 'false',
  None: 'null',
  none: 'null',
}

/** The place and origin of a fault about a part of a text. */
export function detailOf({ source, span }: Use): FaultDetail & { readonly origin: Source } {
  return { place: source.place(span), origin: source }
}
