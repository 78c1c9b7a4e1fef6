import { type Output, type Parts, type Shell, sh } from '../../engine/module/index.ts'

/** The fields that a script printed, by name. */
export type Fields = Readonly<Record<string, string | undefined>>

/** Prints one named value, so that stray output before or after it does no harm. `value` is one shell word. */
export function emit(name: string, value: Shell): Shell {
  return sh`printf '\n@%s=%s\0' ${name} ${[value]}`
}

/** Prints what a command prints as one named value. */
export function emitOutput(name: string, command: Shell): Shell {
  return sh`printf '\n@%s=' ${name}; ${[command]}; printf '\0'`
}

/** Reads back what `emit` printed; a later value of the same name wins. */
export function fieldsOf(...outputs: readonly (Output | undefined)[]): Fields {
  const fields: Record<string, string> = {}
  for (const output of outputs) {
    const text = output?.stdout.toString('utf8') ?? ''
    for (const [, name = '', value = ''] of text.matchAll(/\n@(\w+)=([^\0]*)\0/g)) {
      fields[name] = value
    }
  }
  return fields
}

/** The fields of all parts that ran; those of `apply` win. */
export function fieldsOfParts(parts: Parts): Fields {
  return fieldsOf(parts.check, parts.apply)
}
