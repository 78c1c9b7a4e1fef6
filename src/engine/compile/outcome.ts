import { Fault } from '../../base/fault.ts'
import type {
  Difference,
  FragmentResult,
  Outcome,
  Output,
  Parts,
  Result,
  Script,
} from '../module/index.ts'
import { reasonOf } from './reason.ts'

/** What the result of a script's fragment means for its task. */
export function outcomeOf(script: Script, result: FragmentResult): Outcome {
  const parts = partsOf(result)
  if (result.phase === 'failed') return failedOutcome(script, parts)
  try {
    const facts = script.facts?.(parts)
    const differences = differencesOf(script, result)
    return {
      kind: result.phase === 'ok' ? 'ok' : 'changed',
      result: { ...script.result?.(parts) },
      ...(facts ? { facts } : {}),
      ...(differences.length === 0 ? {} : { differences }),
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { kind: 'failed', reason: reasonOf(error), result: printed(parts) }
  }
}

/** The outcome in check mode of a script that only a real run could tell about. */
export function skippedOutcome(script: Script, reason: string): Outcome {
  return { kind: 'skipped', reason, result: fieldsOf(script, { rc: 0 }) }
}

function failedOutcome(script: Script, parts: Parts): Outcome {
  const reason = script.failure?.(parts) ?? lastLine(parts) ?? `exit status ${parts.rc}`
  return { kind: 'failed', reason, result: { ...printed(parts), ...fieldsOf(script, parts) } }
}

function partsOf(result: FragmentResult): Parts {
  return {
    ...(result.check ? { check: result.check } : {}),
    ...(result.apply ? { apply: result.apply } : {}),
    rc: result.rc,
  }
}

/** What a module reads may be missing after a failure or where nothing ran: then there are no fields, and no second failure. */
function fieldsOf(script: Script, parts: Parts): Result {
  try {
    return { ...script.result?.(parts) }
  } catch {
    return {}
  }
}

function printed({ check, apply, rc }: Parts): Result {
  const output = apply ?? check
  return { rc, stdout: text(output?.stdout).trimEnd(), stderr: text(output?.stderr).trimEnd() }
}

function lastLine({ check, apply }: Parts): string | undefined {
  const lines = text((apply ?? check)?.stderr).split('\n')
  return lines.findLast(line => line.trim() !== '')?.trim()
}

function differencesOf(script: Script, { before, after }: FragmentResult): Difference[] {
  if (!script.show || !before) return []
  const known = typeof script.show.after === 'string' ? textOf(after) : script.show.after.text
  const difference = { name: script.show.name, before: textOf(before), after: known }
  return difference.before === difference.after ? [] : [difference]
}

function textOf(output: Output | undefined): string {
  return text(output?.stdout)
}

function text(bytes: Buffer | undefined): string {
  return bytes?.toString('utf8') ?? ''
}
