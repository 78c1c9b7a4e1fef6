/** JSON's escapes keep a value on its line, whatever is in it; those of control characters, from acting on a terminal. */
export function quoted(value: string): string {
  return escaped(JSON.stringify(value))
}

const OBEYED = /[\x7f-\x9f\u2028\u2029]/g

/** JSON as it is, but for characters that JSON leaves and terminals obey. */
export function escaped(json: string): string {
  return json.replace(OBEYED, sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
