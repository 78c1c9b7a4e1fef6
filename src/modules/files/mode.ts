import { z } from 'zod'
import { lines, type Shell, sh } from '../../engine/module/index.ts'

/** A file mode as asked for: bits, or the steps of a symbolic mode such as `u=rw,g+X`. */
export type Mode =
  | { readonly kind: 'exact'; readonly bits: number }
  | { readonly kind: 'symbolic'; readonly steps: readonly Step[]; readonly text: string }
  /** Found out on the host: shell that expands to the bits as a number. */
  | { readonly kind: 'found'; readonly bits: Shell }

/** One `who op permissions` of a symbolic mode. */
interface Step {
  /** The bits that `who` covers. */
  readonly affected: number
  readonly op: '+' | '-' | '='
  readonly bits: number
  /** `X`: execute where it is a directory or someone may execute already. */
  readonly executeIfAny: boolean
  /** `g=u`: how far the copied class stands from the right. */
  readonly copiedFrom: number | undefined
}

/** The argument `mode`: octal as text or number, or symbolic. */
export const modeArg = z.union([z.string(), z.int()]).transform(checkedMode)

/** The transformation of a schema whose value is a mode. */
export function checkedMode(value: string | number, context: z.core.$RefinementCtx): Mode {
  const mode = parseMode(value)
  if (typeof mode !== 'string') return mode
  context.issues.push({ code: 'custom', message: mode, input: value })
  return z.NEVER
}

/** A mode out of what a caller wrote. Throws for what is none. */
export function modeOf(value: string | number): Mode {
  const mode = parseMode(value)
  if (typeof mode === 'string') throw new TypeError(mode)
  return mode
}

/** Four octal digits, as Ansible prints them. */
export function octal(bits: number): string {
  return bits.toString(8).padStart(4, '0')
}

/** Shell that sets w to the wanted mode, given m (the mode as it is) and d (1 for a directory), all as numbers. */
export function wantMode(mode: Mode | undefined): Shell {
  if (!mode) return sh`w=$m`
  if (mode.kind === 'exact') return sh`w=${mode.bits}`
  if (mode.kind === 'found') return sh`w=${[mode.bits]}`
  return lines(sh`w=$m`, ...mode.steps.map(applyStep))
}

// Hexadecimal: not every shell reads 0111 as octal. 0x49 is 0111, 0xc00 is 06000.
function applyStep({ affected, op, bits, executeIfAny, copiedFrom }: Step): Shell {
  const steps = [sh`a=${affected} v=${bits}`]
  if (executeIfAny) {
    steps.push(sh`if [ "$d" = 1 ] || [ $((w & 0x49)) -ne 0 ]; then v=$((v | (0x49 & a))); fi`)
  }
  if (copiedFrom !== undefined) {
    steps.push(sh`c=${copiedFrom}; v=$((v | ((((w >> c) & 7) * 0x49) & a)))`)
  }
  if (op === '+') steps.push(sh`w=$((w | v))`)
  if (op === '-') steps.push(sh`w=$((w & ~v))`)
  if (op === '=') {
    // A directory keeps setuid and setgid unless they are named, as chmod has it.
    steps.push(sh`if [ "$d" = 1 ]; then a=$(((a & ~0xc00) | (v & 0xc00))); fi`)
    steps.push(sh`w=$(((w & ~a) | v))`)
  }
  return lines(...steps)
}

const WHO: Record<string, number> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 }
const PERMISSIONS: Record<string, number> = {
  r: 0o444,
  w: 0o222,
  x: 0o111,
  s: 0o6000,
  t: 0o1000,
  X: 0,
}
const CLASSES: Record<string, number> = { u: 6, g: 3, o: 0 }

/** A mode, or what is wrong with it. */
function parseMode(value: string | number): Mode | string {
  if (typeof value === 'number') return parseNumber(value)
  if (/^0?[0-7]{1,4}$/.test(value)) return { kind: 'exact', bits: Number.parseInt(value, 8) }
  const steps: Step[] = []
  const written: string[] = []
  for (const clause of value.split(',')) {
    const [, who = '', actions] = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(clause) ?? []
    if (actions === undefined) return `"${value}" is not a file mode`
    const classes = who === '' ? 'a' : who
    written.push(classes + actions)
    steps.push(...stepsOf(classes, actions))
  }
  return { kind: 'symbolic', steps, text: written.join(',') }
}

function stepsOf(who: string, actions: string): Step[] {
  const affected = union(who, WHO)
  return [...actions.matchAll(/([-+=])([^-+=]*)/g)].map(([, op, permissions = '']) => ({
    affected,
    op: op === '+' || op === '-' ? op : '=',
    bits: union(permissions, PERMISSIONS) & affected,
    executeIfAny: permissions.includes('X'),
    copiedFrom: CLASSES[permissions],
  }))
}

function union(letters: string, table: Record<string, number>): number {
  return [...letters].reduce((bits, letter) => bits | (table[letter] ?? 0), 0)
}

/** YAML reads 0644 as octal but 644 as decimal, which is mode 1204: refuse what gives others more than the owner has. */
function parseNumber(value: number): Mode | string {
  const [user, group, others] = [(value >> 6) & 7, (value >> 3) & 7, value & 7]
  const special = value > 0o777
  const plausible =
    (group & ~user) === 0 && (others & ~user) === 0 && (!special || (user & 4) !== 0)
  if (value >= 0 && value <= 0o7777 && plausible) return { kind: 'exact', bits: value }
  return `${value} is not a file mode; write it in quotes with a leading zero, like "0644"`
}
