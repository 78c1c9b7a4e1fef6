import type { Parts, Result } from '../../engine/module/index.ts'

/** What command and shell return, for a module's declaration. */
export const commandReturns = {
  cmd: 'what was run',
  rc: 'exit status',
  stdout: 'standard output without newlines at its end',
  stdout_lines: 'the same as a list',
  stderr: 'standard error output without newlines at its end',
  stderr_lines: 'the same as a list',
}

/** The fields of a command's result. */
export function commandResult(cmd: unknown, { check, apply, rc }: Parts): Result {
  const output = apply ?? check
  const stdout = withoutEnd(output?.stdout)
  const stderr = withoutEnd(output?.stderr)
  return {
    cmd,
    rc: apply ? rc : 0,
    stdout,
    stdout_lines: linesOf(stdout),
    stderr,
    stderr_lines: linesOf(stderr),
  }
}

/** Why a command failed: its status, and the last it said. */
export function commandFailure({ check, apply, rc }: Parts): string {
  const stderr = withoutEnd((apply ?? check)?.stderr)
  const said = linesOf(stderr).at(-1)
  return said === undefined ? `exit status ${rc}` : `exit status ${rc}: ${said}`
}

function withoutEnd(bytes: Buffer | undefined): string {
  return (bytes?.toString('utf8') ?? '').replace(/[\r\n]+$/, '')
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/\r?\n/)
}
