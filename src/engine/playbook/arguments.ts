import { z } from 'zod'
import { Fault, type Place } from '../../base/fault.ts'
import { parseWith, type Subject } from '../../base/schema.ts'
import { didYouMean } from '../../base/suggest.ts'
import type { Located } from '../../base/yaml.ts'
import type { Module } from '../module/index.ts'
import { isTemplate } from './fields.ts'

type Args = Located<Readonly<Record<string, unknown>>>

/** A module's arguments, rendered, as its schema makes them. Throws a Fault for the first one unknown, missing or mistyped. */
export function parseArguments<M extends Module>(module: M, rendered: Args): z.output<M['args']> {
  const { value } = rendered
  const shape = shapeOf(module)
  if (shape) {
    refuseUnknown(module, shape, rendered)
    refuseMissing(module, shape, rendered, undefined)
  }
  return parseWith(module.args, value, subjectOf(module, rendered)) as z.output<M['args']>
}

/** Checks what can be known of arguments before they are rendered: names, what is missing, and every literal value. */
export function checkArguments(module: Module, args: Args, place: Place | undefined): void {
  const names = Object.keys(args.value)
  const open = names.filter(name => holdsTemplate(args.value[name]))
  const shape = shapeOf(module)
  if (shape) {
    refuseUnknown(module, shape, args)
    refuseMissing(module, shape, args, place)
    for (const name of names) {
      const schema = shape[name]
      if (!schema || open.includes(name)) continue
      const one = z.looseObject({ [name]: schema })
      parseWith(one, { [name]: args.value[name] }, subjectOf(module, args))
    }
  }
  if (open.length === 0) parseWith(module.args, args.value, subjectOf(module, args))
}

/** The schema of each argument, where a module takes arguments by name. */
export function shapeOf(module: Module): Readonly<Record<string, z.ZodType>> | undefined {
  return module.args instanceof z.ZodObject ? module.args.shape : undefined
}

function refuseUnknown(module: Module, shape: object, args: Args): void {
  const { catchall } = (module.args as z.ZodObject).def // shapeOf found an object
  if (catchall !== undefined && !(catchall instanceof z.ZodNever)) return
  const known = Object.keys(shape)
  const name = Object.keys(args.value).find(each => !known.includes(each))
  if (name === undefined) return
  throw new Fault(`${module.name}: unknown argument "${name}"${didYouMean(name, known)}`, {
    place: args.places?.key([...args.at, name]),
    hint: hintOf(module),
  })
}

function refuseMissing(
  module: Module,
  shape: Readonly<Record<string, z.ZodType>>,
  args: Args,
  place: Place | undefined,
): void {
  const missing = Object.entries(shape).find(
    ([name, schema]) => args.value[name] === undefined && !schema.safeParse(undefined).success,
  )
  if (!missing) return
  throw new Fault(`${module.name}: missing argument "${missing[0]}"`, {
    place: place ?? args.places?.value(args.at),
    hint: hintOf(module),
  })
}

function hintOf(module: Module): string {
  return `\`wharf doc ${module.name}\` lists its arguments`
}

function subjectOf(module: Module, { places, at }: Args): Subject {
  return places ? { name: module.name, places, at } : { name: module.name, at }
}

function holdsTemplate(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isTemplate(value)
  return Object.entries(value).some(([name, each]) => isTemplate(name) || holdsTemplate(each))
}
