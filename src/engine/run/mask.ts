import type { Difference, Outcome, Result } from '../module/index.ts'

const HIDDEN = 'VALUE HIDDEN'
const SILENCED = 'its output is hidden by no_log'

/** What an event may say of a task. */
export interface Mask {
  outcome(outcome: Outcome): Outcome
  label(label: string): string
  /** The fields that a loop adds to a result. */
  fields(fields: Result): Result
}

const OPEN: Mask = { outcome: outcome => outcome, label: label => label, fields: fields => fields }

/** Hides everything for `no_log`, else the secrets wherever they recur, and with them every difference. What is registered is not masked. */
export function maskOf(noLog: boolean, secrets: readonly string[]): Mask {
  if (noLog) return { outcome: silenced, label: () => '(hidden)', fields: () => ({}) }
  if (secrets.length === 0) return OPEN
  // Longest first: a secret that holds another must not leave its rest behind.
  const sorted = [...new Set(secrets)].sort((a, b) => b.length - a.length)
  const hide = (text: string): string =>
    sorted.reduce((hidden, secret) => hidden.replaceAll(secret, HIDDEN), text)
  return {
    outcome: outcome => hidden(outcome, hide),
    label: hide,
    fields: fields => deep(fields, hide),
  }
}

function silenced(outcome: Outcome): Outcome {
  switch (outcome.kind) {
    case 'ok':
    case 'changed':
      return { kind: outcome.kind, result: { censored: SILENCED } }
    case 'failed':
      return { kind: 'failed', reason: `failed: ${SILENCED}`, result: { censored: SILENCED } }
    case 'skipped':
      return { kind: 'skipped', reason: outcome.reason }
    case 'unreachable':
      return outcome
    default:
      return outcome satisfies never
  }
}

function hidden(outcome: Outcome, hide: (text: string) => string): Outcome {
  switch (outcome.kind) {
    case 'ok':
    case 'changed': {
      const { facts, differences, ...rest } = outcome
      return {
        ...rest,
        result: deep(outcome.result, hide),
        ...(facts ? { facts: deep(facts, hide) } : {}),
        ...(differences ? { differences: differences.map(blank) } : {}),
      }
    }
    case 'failed':
      return { ...outcome, reason: hide(outcome.reason), result: deep(outcome.result, hide) }
    case 'skipped':
    case 'unreachable':
      return { ...outcome, reason: hide(outcome.reason) }
    default:
      return outcome satisfies never
  }
}

function blank({ name }: Difference): Difference {
  return { name, before: `${HIDDEN}\n`, after: `${HIDDEN} (differs)\n` }
}

function deep(result: Result, hide: (text: string) => string): Result {
  return Object.fromEntries(
    Object.entries(result).map(([key, value]) => [key, within(value, hide)]),
  )
}

function within(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value)
  if (Array.isArray(value)) return value.map(item => within(item, hide))
  if (typeof value !== 'object' || value === null) return value
  return deep(value as Result, hide) // checked just above
}
