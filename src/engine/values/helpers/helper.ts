/** Arguments written `name=value`. */
type Named = Readonly<Record<string, unknown>>

/** A function that templates can call. */
export interface Helper {
  readonly name: string
  /** `replace TEXT FROM TO`: in brackets what may be left out, `...` what may repeat, `name=` what is named. */
  readonly usage: string
  /** One sentence. */
  readonly summary: string
  /** The least and the most arguments it takes. */
  readonly arity: { readonly least: number; readonly most: number }
  /** The names it knows; undefined when it takes any. */
  readonly named: readonly string[] | undefined
  /** The arguments come as functions: those that aren't called aren't looked up. */
  readonly lazy: boolean
  /** Throws an ArgumentFault for a value it can't work with. */
  call(args: readonly unknown[], named: Named): unknown
}

/** An argument that a helper can't work with; the template adds which helper, and where. */
export class ArgumentFault extends Error {
  override readonly name = 'ArgumentFault'
}

/** A helper has no result for these arguments, as a path has none that leads nowhere. `default` takes its place. */
export class NoResult extends Error {
  override readonly name = 'NoResult'
}

/** Declares a helper; its name, arity and named arguments follow from `usage`. */
export function helper(usage: string, summary: string, call: Helper['call']): Helper {
  const [name = '', ...words] = usage.match(/\[[^\]]*\]|\S+/g) ?? []
  const named = words.filter(word => word.includes('=')).map(word => word.replace(/^\[|=.*$/g, ''))
  const positional = words.filter(word => !word.includes('='))
  return {
    name,
    usage,
    summary,
    arity: {
      least: positional.filter(word => !word.startsWith('[')).length,
      most: positional.some(word => word.includes('...')) ? Infinity : positional.length,
    },
    named: named.includes('KEY') ? undefined : named,
    lazy: false,
    call,
  }
}

/** Declares a helper that is given functions in place of arguments. */
export function lazyHelper(
  usage: string,
  summary: string,
  call: (args: readonly (() => unknown)[]) => unknown,
): Helper {
  return { ...helper(usage, summary, args => call(args as (() => unknown)[])), lazy: true }
}
