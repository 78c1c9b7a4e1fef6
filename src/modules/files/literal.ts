import { isUtf8 } from 'node:buffer'
import { type Shell, sh } from '../../engine/module/index.ts'

/** Shell that prints exactly these bytes, by a builtin alone: they show in no process list. */
export function printBytes(bytes: Buffer): Shell {
  if (isText(bytes)) return sh`printf %s ${bytes.toString('utf8')}`
  return sh`printf %b ${[...bytes].map(escaped).join('')}`
}

/** True for what a person can read and a shell word can hold. */
export function isText(bytes: Buffer): boolean {
  return isUtf8(bytes) && !bytes.includes(0)
}

function escaped(byte: number): string {
  return `\\0${byte.toString(8).padStart(3, '0')}`
}
