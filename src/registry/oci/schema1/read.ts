import { z } from 'zod'
import { type Digest, parseDigest } from '../digest.ts'
import { OciError } from '../error.ts'
import { storedType } from '../manifest.ts'
import { bareType, isSchema1Type } from '../mediaType.ts'
import { parseRepository } from '../reference.ts'
import { takeApart } from './jws.ts'
import { verifySignatures } from './verify.ts'

/** A manifest of the first schema as it is pushed. */
export interface PushedSchema1 {
  /** What is stored, and what its digest is made of: all but the signatures. */
  readonly payload: Buffer
  /** From the newest to the oldest, each once. */
  readonly layers: readonly Digest[]
}

const digest = z.string().transform((text, context): Digest => {
  const parsed = parseDigest(text)
  if (parsed !== undefined) return parsed
  context.addIssue({ code: 'custom', message: `not a digest: ${text}` })
  return z.NEVER
})

/** Keys by which other readers would take it for something else. */
const FOREIGN = ['config', 'layers', 'manifests', 'signatures']

const content = z
  .looseObject({
    schemaVersion: z.literal(1),
    name: z.string().refine(text => parseRepository(text) !== undefined, 'not a name'),
    tag: z.string(),
    fsLayers: z.array(z.looseObject({ blobSum: digest })).min(1),
    history: z.array(z.looseObject({ v1Compatibility: z.string() })),
  })
  .refine(({ fsLayers, history }) => fsLayers.length === history.length, {
    path: ['history'],
    error: 'it must have an entry for each of fsLayers',
  })
  .refine(object => FOREIGN.every(key => !(key in object)), {
    error: `it must have none of ${FOREIGN.join(', ')}`,
  })

/** True for what is pushed as a manifest of the first schema, whether or not it is one. */
export function isSchema1Push(bytes: Uint8Array, contentType: string | undefined): boolean {
  const type = bareType(contentType ?? '')
  const isSaid = type !== '' && type !== 'application/json'
  return isSchema1Type(isSaid ? type : storedType(bytes))
}

/** Reads a manifest of the first schema that is pushed. Throws OciError where its form or a signature is wrong. */
export function readSchema1(bytes: Buffer): PushedSchema1 {
  const taken = takeApart(bytes)
  verifySignatures(taken)
  const { fsLayers } = check(taken.payload)
  return { payload: taken.payload, layers: [...new Set(fsLayers.map(({ blobSum }) => blobSum))] }
}

function check(payload: Buffer): z.output<typeof content> {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
  } catch (error) {
    throw invalid('what is signed is not JSON', error)
  }
  const { data, error } = content.safeParse(json)
  if (data !== undefined) return data
  const [issue] = error.issues
  throw invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`, error)
}

function invalid(because: string, cause: unknown): OciError {
  return new OciError('MANIFEST_INVALID', { because, detail: because, cause })
}
