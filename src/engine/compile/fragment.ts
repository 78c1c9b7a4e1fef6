import { type Fragment, lines, type Script, type Shell, type Show } from '../module/index.ts'

/** How a script is to be run: what its task says around the module. */
export interface Terms {
  readonly check: boolean
  readonly diff: boolean
  /** Put before every part. */
  readonly exports: readonly Shell[]
  readonly notifies: readonly string[]
  readonly settles: readonly string[]
  readonly ignoreErrors: boolean
  readonly timeout: number | undefined
  /** Temporary files that the script may leave behind when it is cut off. */
  readonly temps: readonly string[]
}

/** A script in the form that a session sends. Check mode leaves `apply` out: the host can't be changed by what it never gets. */
export function fragmentOf(script: Script, terms: Terms): Fragment {
  const part = (text: Shell): Shell => lines(...terms.exports, text)
  return {
    check: part(script.check),
    ...(terms.check ? {} : { apply: part(script.apply) }),
    ...(terms.diff && script.show ? shown(script.show, part) : {}),
    ...(script.payload && !terms.check ? { wantsPayload: true } : {}),
    ...(terms.check ? {} : marksOf(terms)),
    ...(terms.ignoreErrors ? { ignoreErrors: true } : {}),
    ...(terms.timeout === undefined ? {} : { timeout: terms.timeout }),
  }
}

/** The rest of a fragment whose check has run and whose bytes have arrived. */
export function applyOnly(fragment: Fragment): Fragment {
  const { check, before, after, wantsPayload, ...rest } = fragment
  return rest
}

/** A text that is known here need not travel; only a Shell asks the host. */
function shown(show: Show, part: (text: Shell) => Shell): Pick<Fragment, 'before' | 'after'> {
  return {
    before: part(show.before),
    ...(typeof show.after === 'string' ? { after: part(show.after) } : {}),
  }
}

function marksOf({
  notifies,
  settles,
  temps,
}: Terms): Pick<Fragment, 'notifies' | 'settles' | 'temps'> {
  return {
    ...(temps.length === 0 ? {} : { temps }),
    ...(notifies.length === 0 ? {} : { notifies }),
    ...(settles.length === 0 ? {} : { settles }),
  }
}
