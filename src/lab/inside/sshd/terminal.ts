import { existsSync } from 'node:fs'
import type { PseudoTtyInfo } from 'ssh2'

// The program of util-linux that runs a command on a terminal of its own; Node can't make one.
const SCRIPT = '/usr/bin/script'

/** Whether sessions can have a terminal here. */
export function hasTerminals(): boolean {
  return existsSync(SCRIPT) && existsSync('/dev/ptmx')
}

/** The command that runs another on a terminal of the size asked for. Later changes of size are not followed. */
export function terminalCommand(
  words: readonly string[],
  { rows, cols }: PseudoTtyInfo,
): readonly [string, ...string[]] {
  const command = words.map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  const size = rows > 0 && cols > 0 ? `rows ${rows} cols ${cols}` : ''
  return [SCRIPT, '-q', '-e', '-c', `stty echo ${size}; exec ${command}`, '/dev/null']
}
