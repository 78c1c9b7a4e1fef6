import type { Outcome, Result } from '../module/index.ts'

const STDERR_LINES = 20

/** What there is to read about a failure: the reason, the exit status, the end of stderr; the command with -vvv. */
export function failureText(outcome: Outcome & { kind: 'failed' }, verbosity: number): string {
  const { reason, result } = outcome
  return [reason, ...details(reason, result, verbosity)].join('\n')
}

function details(reason: string, result: Result, verbosity: number): string[] {
  const rc = result['rc']
  const status =
    typeof rc === 'number' && rc !== 0 && !reason.includes(String(rc))
      ? [`  exit status ${rc}`]
      : []
  const stderr = textLines(result['stderr']).filter(line => line !== reason)
  const stdout = stderr.length === 0 ? textLines(result['stdout']) : []
  const command =
    verbosity >= 3 && result['cmd'] !== undefined
      ? [`  command: ${JSON.stringify(result['cmd'])}`]
      : []
  return [
    ...status,
    ...[...stderr, ...stdout].slice(-STDERR_LINES).map(line => `  | ${line}`),
    ...command,
  ]
}

function textLines(value: unknown): string[] {
  return typeof value === 'string' ? value.split('\n').filter(line => line.trim() !== '') : []
}
