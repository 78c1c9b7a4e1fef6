import { isFields } from '../model/object.ts'

/** The way that a JSON pointer (RFC 6901) goes. */
export type Steps = readonly string[]

/** Reads a pointer. */
export function stepsOf(pointer: string): Steps {
  const steps = pointer.split('/').slice(1)
  return steps.map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The value at a place, or undefined where there is none. */
export function readAt(document: unknown, [step, ...rest]: Steps): unknown {
  if (step === undefined) return document
  const inner = innerOf(document, step)
  return inner === undefined ? undefined : readAt(inner, rest)
}

/** The document with a value at a place: inserted into a list, set in a map. Undefined where there is no such place. */
export function addAt(document: unknown, steps: Steps, value: unknown): unknown {
  return (
    edit(document, steps, (parent, last) => {
      if (isFields(parent)) return { ...parent, [last]: value }
      if (!Array.isArray(parent)) return undefined
      const index = last === '-' ? parent.length : indexOf(last)
      if (index === undefined || index > parent.length) return undefined
      return parent.toSpliced(index, 0, value)
    }) ?? (steps.length === 0 ? value : undefined)
  )
}

/** The document without a place. Undefined where there is none. */
export function removeAt(document: unknown, steps: Steps): unknown {
  return edit(document, steps, (parent, last) => {
    if (innerOf(parent, last) === undefined) return undefined
    if (Array.isArray(parent)) return parent.toSpliced(Number(last), 1)
    return Object.fromEntries(Object.entries(parent as object).filter(([key]) => key !== last))
  })
}

/** The document with what holds the last step changed, if there is any. */
function edit(
  document: unknown,
  [step, ...rest]: Steps,
  change: (parent: unknown, last: string) => unknown,
): unknown {
  if (step === undefined) return undefined
  if (rest.length === 0) return change(document, step)
  const inner = edit(innerOf(document, step), rest, change)
  if (inner === undefined) return undefined
  if (Array.isArray(document)) return document.with(Number(step), inner)
  return { ...(document as object), [step]: inner }
}

function innerOf(document: unknown, step: string): unknown {
  if (isFields(document)) return Object.hasOwn(document, step) ? document[step] : undefined
  if (!Array.isArray(document)) return undefined
  const index = indexOf(step)
  return index === undefined ? undefined : document[index]
}

function indexOf(step: string): number | undefined {
  return /^(0|[1-9][0-9]*)$/.test(step) ? Number(step) : undefined
}
