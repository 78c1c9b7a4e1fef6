import { randomBytes } from 'node:crypto'
import { type Fragment, quoted, type Shell } from '../module/index.ts'
import { mark, unmark } from './marks.ts'

/*
 * The main shell of a session knows these names; a fragment's text runs in subshells and can't change them.
 *   wf  why the batch stops here, empty while it goes on
 *   wl  the fence: a link that exists for as long as this connection holds the host's lock
 *   wa  the file that names the fragment at work, so that no other is killed in its place
 *   wd  the folder of pending handler names     wt  the file that lists this connection's temporary files
 *   wr  exit status    wp  phase    wm  marks made by this fragment
 */

/** The parts of a fragment, in the order in which they run. */
export type Part = 'check' | 'before' | 'after' | 'apply'

/** A batch as it is sent, and the nonces of its frames: one for each fragment, one for the end. */
export interface EncodedBatch {
  readonly text: string
  readonly nonces: readonly string[]
}

/** A word that nothing on the host can have printed before it is sent. */
export function freshNonce(): string {
  return randomBytes(16).toString('hex')
}

/** The shell text of a batch: each fragment one compound command, so that a text cut anywhere runs whole fragments or none. */
export function encodeBatch(fragments: readonly Fragment[], batch: number): EncodedBatch {
  const nonces = [...fragments, undefined].map(() => freshNonce())
  const texts = fragments.map((fragment, index) =>
    encodeFragment(fragment, nonces[index] ?? '', markerOf(batch, index)),
  )
  const end = nonces.at(-1) ?? ''
  texts.push(`{ echo "${end} end $wf"; echo ${end} >&2; wf=; { echo >"$wa"; } 2>/dev/null; }\n`)
  return { text: texts.join(''), nonces }
}

/** The parts that a fragment may run, in order: its n-th step is what its n-th part printed. */
export function partsOf(fragment: Fragment): readonly Part[] {
  const parts: Part[] = ['check', 'before', 'after', 'apply']
  return parts.filter(part => fragment[part] !== undefined)
}

/** What the marker file holds while a fragment runs. */
export function markerOf(batch: number, index: number): string {
  return `${batch}.${index}`
}

/** A command on its own, framed as a fragment is: its last line says `done` and the exit status. */
export function encodeCommand(command: string, nonce: string, stdin = ''): string {
  return `{ (eval ${quoted([command])}) ${stdin}; echo "${nonce} done $?"; echo ${nonce} >&2; }\n`
}

function encodeFragment(fragment: Fragment, nonce: string, marker: string): string {
  return [
    '{ [ "$wf" ] || [ -h "$wl" ] || wf=fenced; [ "$wf" ] || {',
    `{ echo ${marker} >"$wa"; } 2>/dev/null`,
    fragment.check === undefined
      ? 'wr=10'
      : `(eval ${quoted([checkOf(fragment.check)])}) </dev/null; wr=$?`,
    'case $wr in 0) wp=ok;; 10) wp=',
    ...differs(fragment, nonce),
    ';; *) wp=failed;; esac',
    ...settled(fragment.settles ?? []),
    `echo "${nonce} $wp $wr"; echo ${nonce} >&2`,
    `case $wp in wants${fragment.ignoreErrors ? '' : '|failed'}) wf=stop;; esac`,
    '}; }\n',
  ].join('\n')
}

/**
 * 10 is "differs"; every other status but 0 is a fault, so that a check that is broken (a syntax error, a missing
 * command) never leads to its apply. Only a text that ends the shell of its own accord needs one around it.
 */
function checkOf(check: Shell): string {
  const text = /\b(exit|exec)\b/.test(check) ? `(${check}\n)` : check
  return `${text}\ncase $? in 0) exit 0;; 1) exit 10;; 10) exit 11;; *) exit $?;; esac`
}

/** What follows a check that said "differs". Each part is skipped once `wp` is set. */
function differs(fragment: Fragment, nonce: string): string[] {
  const [first] = partsOf(fragment)
  const part = (name: Part, commands: string): string => {
    const cut = name === first ? '' : `echo "${nonce} cut"; echo ${nonce} >&2; `
    return `[ "$wp" ] || { ${cut}${commands}; }`
  }
  // The status of these says nothing of the task, unless they were killed with the fragment.
  const shows = (['before', 'after'] as const).flatMap(name => {
    const text = fragment[name]
    if (text === undefined) return []
    return part(name, `${run(text)}; case $? in 137|265|393) wp=failed; wr=137;; esac`)
  })
  const temps =
    fragment.temps?.map(path => `printf '%s\\n' ${quoted([path])} >>"$wt"; `).join('') ?? ''
  if (fragment.wantsPayload) return [...shows, `[ "$wp" ] || { ${temps}wp=wants; wr=1; }`]
  if (fragment.apply === undefined) return [...shows, '[ "$wp" ] || { wp=would; wr=1; }']
  return [...shows, part('apply', temps + applied(fragment.apply, fragment.notifies ?? []))]
}

/** Marks come before the apply, so that whatever ends it can't lose them; a failed apply takes back those it made. */
function applied(apply: Shell, notifies: readonly string[]): string {
  if (notifies.length === 0) return `${run(apply)}; wr=$?; wp=changed; [ $wr = 0 ] || wp=failed`
  const marks = notifies.map(mark).join(' && ')
  return `wm=; if ${marks}; then ${run(apply)}; wr=$?; else wr=1; fi
wp=changed; [ $wr = 0 ] || { wp=failed; for wx in $wm; do rm -f "$wd/$wx"; done; }`
}

function settled(handlers: readonly string[]): string[] {
  if (handlers.length === 0) return []
  return [`case $wp in ok|changed) ${handlers.map(unmark).join('; ')};; esac`]
}

function run(text: Shell): string {
  return `(eval ${quoted([text])}) </dev/null`
}
