import { crc32 } from 'node:zlib'
import { type Digest, digestOf } from '../oci/index.ts'
import type { RegistryClient, TypedManifest } from './client.ts'

/** An image of one layer. */
export interface Image {
  readonly config: Buffer
  readonly layer: Buffer
  readonly manifest: TypedManifest
}

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'
const CONFIG = 'application/vnd.docker.container.image.v1+json'
const LAYER = 'application/vnd.docker.image.rootfs.diff.tar.gzip'

/** An image with one small file in it. The same name and text give the same bytes, wherever and whenever it is made. */
export function imageOf(name: string, text: string): Image {
  const tar = tarOf(name, Buffer.from(text))
  const layer = stored(tar)
  const config = Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config: {},
      rootfs: { type: 'layers', diff_ids: [digestOf(tar)] },
      history: [{ created_by: 'wharfinger' }],
    }),
  )
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: { mediaType: CONFIG, size: config.length, digest: digestOf(config) },
      layers: [{ mediaType: LAYER, size: layer.length, digest: digestOf(layer) }],
    }),
  )
  return { config, layer, manifest: { type: MANIFEST, bytes } }
}

/** Pushes an image: the blobs that are not there yet, then the manifest. Resolves to the manifest's digest. */
export async function pushImage(
  client: RegistryClient,
  repository: string,
  tag: string,
  { config, layer, manifest }: Image,
): Promise<Digest> {
  for (const blob of [layer, config])
    if (!(await client.hasBlob(repository, digestOf(blob)))) await client.pushBlob(repository, blob)
  return client.pushManifest(repository, tag, manifest)
}

/** Pulls a manifest and every blob it names. Resolves to the manifest's digest. */
export async function pullImage(
  client: RegistryClient,
  repository: string,
  tag: string,
): Promise<Digest> {
  const { bytes } = await client.pullManifest(repository, tag)
  const { config, layers } = JSON.parse(bytes.toString('utf8')) as Blobs
  for (const { digest } of [config, ...layers]) await client.pullBlob(repository, digest)
  return digestOf(bytes)
}

interface Blobs {
  readonly config: { readonly digest: Digest }
  readonly layers: readonly { readonly digest: Digest }[]
}

const BLOCK = 512

/** A tar archive of one file, owned by root and as old as Unix. */
function tarOf(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(BLOCK)
  const octal = (value: number, digits: number): string =>
    `${value.toString(8).padStart(digits, '0')}\0`
  header.write(name, 0, 100)
  header.write(`${octal(0o644, 7)}${octal(0, 7)}${octal(0, 7)}`, 100)
  header.write(`${octal(content.length, 11)}${octal(0, 11)}`, 124)
  // The checksum counts its own field as blanks.
  header.write('        0', 148)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${octal(sum, 6)} `, 148)
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)
  return Buffer.concat([header, content, padding, Buffer.alloc(2 * BLOCK)])
}

/** A gzip stream that compresses nothing: its bytes depend on no version of zlib. At most 65535 bytes. */
function stored(content: Buffer): Buffer {
  const frame = Buffer.alloc(15)
  frame.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1])
  frame.writeUInt16LE(content.length, 11)
  frame.writeUInt16LE(content.length ^ 0xffff, 13)
  const end = Buffer.alloc(8)
  end.writeUInt32LE(crc32(content), 0)
  end.writeUInt32LE(content.length, 4)
  return Buffer.concat([frame, content, end])
}
