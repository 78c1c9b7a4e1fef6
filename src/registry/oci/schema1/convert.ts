import { createHash } from 'node:crypto'
import { z } from 'zod'
import { OciError } from '../error.ts'
import { EMPTY_LAYER_DIGEST } from './emptyLayer.ts'
import { escaped, rawMembers } from './rawMembers.ts'
import { NO_TIME, rewrittenTime } from './time.ts'

/** An image of Docker's second schema, and what it is asked for by. */
export interface Convertible {
  readonly repository: string
  readonly tag: string
  /** As they are stored. */
  readonly manifest: Buffer
  readonly config: Buffer
}

const text = z.string().nullish()

const step = z.looseObject({
  created: text
    .transform(value => rewrittenTime(value ?? NO_TIME))
    .refine(value => value !== undefined, 'not a time'),
  created_by: text,
  author: text,
  comment: text,
  empty_layer: z.boolean().nullish(),
})

type Step = z.output<typeof step>

const image = z.looseObject({
  architecture: text,
  history: z.array(step).min(1),
  rootfs: z.looseObject({ diff_ids: z.array(z.string()) }),
})

const layered = z.looseObject({ layers: z.array(z.looseObject({ digest: z.string() })) })

/**
 * Describes an image in the first schema, unsigned, byte for byte as docker distribution does: who moves from one to the other
 * sees the same digests. Throws OciError for an image that can't be described so.
 */
export function convertToSchema1({ repository, tag, manifest, config }: Convertible): Buffer {
  const { architecture, history, rootfs } = read(image, config)
  const layers = read(layered, manifest).layers.map(({ digest }) => digest)
  const filled = history.filter(({ empty_layer }) => !empty_layer).length
  if (filled !== layers.length || rootfs.diff_ids.length !== layers.length) {
    throw inconvertible(`it has ${layers.length} layers, but its history makes ${filled}`)
  }
  const blobs = history.map(one => (one.empty_layer ? EMPTY_LAYER_DIGEST : (layers.shift() ?? '')))
  const entries = entriesOf(history, blobs, config)
  const content = {
    schemaVersion: 1,
    name: repository,
    tag,
    architecture: architecture ?? '',
    fsLayers: blobs.map(blobSum => ({ blobSum })).reverse(),
    history: entries.map(v1Compatibility => ({ v1Compatibility })).reverse(),
  }
  return Buffer.from(escaped(JSON.stringify(content, undefined, INDENT)))
}

const INDENT = 3

/** What the first schema says of each step, from the oldest: an image of its own with the step before as its parent. */
function entriesOf(history: readonly Step[], blobs: readonly string[], config: Buffer): string[] {
  let parent = ''
  return history.map((step, at) => {
    const hex = (blobs[at] ?? '').replace(/^.*:/, '')
    const isLast = at === history.length - 1
    const hash = createHash('sha256').update(`${hex} ${parent}`)
    if (isLast) hash.update(' ').update(config)
    const id = hash.digest('hex')
    const entry = isLast ? lastEntry({ id, parent, step, config }) : entryOf({ id, parent, step })
    parent = id
    return entry
  })
}

interface Entry {
  readonly id: string
  readonly parent: string
  readonly step: Step
}

/** Enough for a reader that asks for ids and commands; such an image can't be run. */
function entryOf({ id, parent, step }: Entry): string {
  const given = (value: string | null | undefined) => value || undefined
  const entry = {
    id,
    parent: given(parent),
    comment: given(step.comment),
    created: step.created,
    container_config: { Cmd: [step.created_by ?? ''] },
    author: given(step.author),
    throwaway: step.empty_layer || undefined,
  }
  return escaped(JSON.stringify(entry))
}

/** The whole config, but for what the first schema says elsewhere. */
function lastEntry({ id, parent, step, config }: Entry & { readonly config: Buffer }): string {
  const members = rawMembers(config.toString())
  for (const name of ['rootfs', 'history']) members.delete(name)
  members.set('id', JSON.stringify(id))
  if (parent !== '') members.set('parent', JSON.stringify(parent))
  if (step.empty_layer) members.set('throwaway', 'true')
  const names = [...members.keys()].sort()
  return `{${names.map(name => `${escaped(JSON.stringify(name))}:${members.get(name)}`).join(',')}}`
}

function read<T extends z.ZodType>(schema: T, bytes: Buffer): z.output<T> {
  let content: unknown
  try {
    content = JSON.parse(bytes.toString())
  } catch (error) {
    throw inconvertible('its config is not JSON', error)
  }
  const { data, error } = schema.safeParse(content)
  if (data !== undefined) return data
  const [issue] = error?.issues ?? []
  throw inconvertible(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`, error)
}

function inconvertible(why: string, cause?: unknown): OciError {
  const because = `it can't be shown in schema 1, which the client asked for: ${why}`
  return new OciError('MANIFEST_INVALID', { because, detail: because, cause })
}
