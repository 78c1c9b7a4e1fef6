/** A serial file's text: upper case, an even number of digits, a newline. */
export function formatSerial(serial: bigint): string {
  const digits = serial.toString(16).toUpperCase()
  return `${digits.length % 2 === 0 ? digits : `0${digits}`}\n`
}
