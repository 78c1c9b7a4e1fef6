import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Digest, digestOf, parseRepository, parseTag } from '../../src/registry/oci/index.ts'
import {
  blobData,
  layerLink,
  revisionLink,
  signatureLink,
  tagCurrentLink,
} from '../../src/registry/storage/layout.ts'

/** What a registry of old has stored in a repository. */
export interface OldImage {
  readonly repository: string
  readonly tag: string
  /** Without its signatures. */
  readonly manifest: Buffer
  readonly signatures?: readonly Buffer[]
  readonly layers?: readonly Buffer[]
}

/** Puts an image where a registry of old would have put it. Resolves to its digest. */
export async function storeOldImage(root: string, image: OldImage): Promise<Digest> {
  const repository = parseRepository(image.repository)
  const tag = parseTag(image.tag)
  if (repository === undefined || tag === undefined) throw new Error('no such name')
  const digest = await store(image.manifest)
  await write(revisionLink(repository, digest), digest)
  await write(tagCurrentLink(repository, tag), digest)
  for (const signature of image.signatures ?? []) {
    const signed = await store(signature)
    await write(signatureLink(repository, digest, signed), signed)
  }
  for (const layer of image.layers ?? []) {
    const linked = await store(layer)
    await write(layerLink(repository, linked), linked)
  }
  return digest

  async function store(bytes: Buffer): Promise<Digest> {
    const digest = digestOf(bytes)
    await write(blobData(digest), bytes)
    return digest
  }

  async function write(path: string, content: string | Buffer): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
}
