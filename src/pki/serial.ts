import { Fault } from '../base/fault.ts'

/** The number last issued, as an authority's serial file holds it: hexadecimal, blanks around it ignored. */
export function parseSerial(text: string): bigint {
  const digits = text.trim()
  if (!/^[0-9a-fA-F]+$/.test(digits)) throw new Fault('a serial file holds one hexadecimal number')
  return BigInt(`0x${digits}`)
}

/** A serial file's text: upper case, an even number of digits, a newline. */
export function formatSerial(serial: bigint): string {
  const digits = serial.toString(16).toUpperCase()
  return `${digits.length % 2 === 0 ? digits : `0${digits}`}\n`
}
