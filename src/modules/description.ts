import type { Module } from '../engine/module/index.ts'
import { type Schema, schemaOf, typeOf } from './jsonSchema.ts'

/** A module as documentation tells of it. */
export interface Description {
  readonly name: string
  readonly summary: string
  /** Where its work is done. */
  readonly runsOn: 'host' | 'controller'
  readonly args: readonly ArgumentDescription[]
  /** It takes arguments of any other name, too. */
  readonly takesOthers: boolean
  /** The argument that a bare text sets. */
  readonly freeForm: string | undefined
  readonly returns: readonly (readonly [name: string, meaning: string])[]
  readonly examples: readonly string[]
}

export interface ArgumentDescription {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly default: unknown
  /** Its value never appears in output. */
  readonly secret: boolean
  readonly meaning: string
}

/** What a module's declaration says, in an order and in words for people. */
export function descriptionOf(module: Module): Description {
  const { properties = {}, required = [], additionalProperties } = schemaOf(module.args)
  const argument = ([name, schema]: readonly [string, Schema]): ArgumentDescription => ({
    name,
    type: typeOf(schema),
    required: required.includes(name),
    default: schema.default,
    secret: module.secrets?.includes(name) === true,
    meaning: schema.description ?? '',
  })
  return {
    name: module.name,
    summary: module.summary,
    runsOn: module.kind,
    args: Object.entries(properties).map(argument),
    takesOthers: additionalProperties !== false,
    freeForm: module.freeForm,
    returns: Object.entries(module.returns ?? {}),
    examples: module.examples,
  }
}
