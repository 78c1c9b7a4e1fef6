import { type Algorithm, type Digest, digestOf } from '../../../../src/registry/oci/index.ts'

/** A blob or manifest of a data set. */
export interface Item {
  readonly digest: Digest
  readonly bytes: string
}

export interface ManifestItem extends Item {
  readonly mediaType: string
  readonly tag?: string
  readonly subject?: Digest
  /** What the list of referrers says of it. */
  readonly artifactType?: string
  readonly annotations?: Readonly<Record<string, string>>
}

/** What the OCI conformance suite pushes together: blobs, then manifests in order, of which the last one is the whole. */
export interface DataSet {
  readonly blobs: readonly Item[]
  readonly manifests: readonly ManifestItem[]
}

const IMAGE = 'application/vnd.oci.image.manifest.v1+json'
const INDEX = 'application/vnd.oci.image.index.v1+json'
const CONFIG = 'application/vnd.oci.image.config.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar'
const EMPTY = 'application/vnd.oci.empty.v1+json'
const FOREIGN = 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip'
const REPORT = 'application/vnd.example.report'

interface Descriptor {
  readonly mediaType: string
  readonly digest: Digest
  readonly size: number
}

/** Collects what a set is made of. */
class Maker {
  readonly blobs: Item[] = []
  readonly manifests: ManifestItem[] = []
  readonly #algorithm: Algorithm

  constructor(algorithm: Algorithm = 'sha256') {
    this.#algorithm = algorithm
  }

  blob(bytes: string, mediaType: string): Descriptor {
    const item = this.item(bytes)
    this.blobs.push(item)
    return { mediaType, digest: item.digest, size: bytes.length }
  }

  item(bytes: string): Item {
    return { bytes, digest: digestOf(Buffer.from(bytes), this.#algorithm) }
  }

  manifest(
    mediaType: string,
    content: object,
    more: Partial<ManifestItem> = {},
  ): Descriptor & { readonly artifactType?: string } {
    const item = this.item(JSON.stringify({ schemaVersion: 2, mediaType, ...content }))
    this.manifests.push({ ...item, mediaType, ...more })
    return { mediaType, digest: item.digest, size: item.bytes.length }
  }

  image(name: string, more: Partial<ManifestItem> = {}, content: object = {}): Descriptor {
    const config = this.blob(`{"architecture":"amd64","os":"linux","of":"${name}"}`, CONFIG)
    const layers = [1, 2].map(index => this.blob(`layer ${index} of ${name}`, `${LAYER}+gzip`))
    return this.manifest(IMAGE, { config, layers, ...content }, more)
  }

  artifact(name: string, more: Partial<ManifestItem> = {}, content: object = {}): Descriptor {
    const config = this.blob('{}', EMPTY)
    const layers = [this.blob(`content of ${name}`, 'application/vnd.example.data')]
    const whole = { artifactType: REPORT, config, layers, ...content }
    return this.manifest(IMAGE, whole, { artifactType: REPORT, ...more })
  }

  index(manifests: readonly object[], more: Partial<ManifestItem> = {}, content: object = {}) {
    return this.manifest(INDEX, { manifests, ...content }, more)
  }
}

function made(make: (maker: Maker) => void, algorithm?: Algorithm): DataSet {
  const maker = new Maker(algorithm)
  make(maker)
  return maker
}

const platform = (architecture: string) => ({ platform: { os: 'linux', architecture } })
const notes = { 'org.example.note': 'of a referrer' }

/** The data sets of the suite, by the names that it gives them. */
export const DATA_SETS: Readonly<Record<string, DataSet>> = {
  image: made(maker => maker.image('image', { tag: 'image' })),
  'image uncompressed': made(maker => {
    const config = maker.blob('{"os":"linux"}', CONFIG)
    const layers = [maker.blob('an uncompressed layer', LAYER)]
    maker.manifest(IMAGE, { config, layers }, { tag: 'uncompressed' })
  }),
  'image with a large manifest': made(maker => {
    const annotations = { filling: 'x'.repeat(3_900_000) }
    maker.image('large', { tag: 'large' }, { annotations })
  }),
  'multi-platform index': made(maker => {
    const amd = maker.image('amd64')
    const arm = maker.image('arm64')
    const children = [
      { ...amd, ...platform('amd64') },
      { ...arm, ...platform('arm64') },
    ]
    maker.index(children, { tag: 'index' })
  }),
  'nested index': made(maker => {
    const inner = maker.index([{ ...maker.image('inner'), ...platform('amd64') }])
    maker.index([inner, { ...maker.image('outer'), ...platform('arm64') }], { tag: 'nested' })
  }),
  'empty index': made(maker => maker.index([], { tag: 'empty-index' })),
  artifact: made(maker => maker.artifact('artifact', { tag: 'artifact' })),
  'artifact index': made(maker => {
    const children = [maker.artifact('one'), maker.artifact('two')]
    maker.index(children, { tag: 'artifact-index' }, { artifactType: REPORT })
  }),
  'artifact without layers': made(maker =>
    maker.artifact('nothing', { tag: 'config-only' }, { layers: [] }),
  ),
  'artifacts with subject': made(maker => {
    const subject = maker.image('subject', { tag: 'subject' })
    const refer = { subject: subject.digest, annotations: notes }
    const content = { subject, annotations: notes }
    maker.artifact('first', { ...refer, tag: 'first' }, content)
    maker.artifact('second', refer, content)
    maker.image('third', { ...refer, artifactType: CONFIG }, content)
  }),
  'index with subject': made(maker => {
    const subject = maker.image('pointed-at', { tag: 'pointed-at' })
    const refer = { subject: subject.digest, tag: 'pointing-index' }
    maker.index([], { ...refer, artifactType: REPORT }, { subject, artifactType: REPORT })
    maker.index([], { subject: subject.digest }, { subject })
  }),
  'missing subject': made(maker => {
    const digest = digestOf(Buffer.from('was never pushed'))
    const subject = { mediaType: IMAGE, digest, size: 16 }
    maker.artifact('orphan', { subject: digest, tag: 'orphan' }, { subject })
  }),
  'data field': made(maker => {
    const config = maker.blob('{"os":"linux"}', CONFIG)
    const data = Buffer.from('{"os":"linux"}').toString('base64')
    maker.manifest(IMAGE, { config: { ...config, data }, layers: [] }, { tag: 'data' })
  }),
  'nondistributable layers': made(maker => {
    const digest = digestOf(Buffer.from('elsewhere'))
    const elsewhere = {
      mediaType: FOREIGN,
      digest,
      size: 9,
      urls: [`https://store.example.com/blobs/sha256/${digest}`],
    }
    const config = maker.blob('{"os":"windows"}', CONFIG)
    const layers = [elsewhere, maker.blob('here', `${LAYER}+gzip`)]
    maker.manifest(IMAGE, { config, layers }, { tag: 'foreign' })
  }),
  'custom fields': made(maker => {
    const extra = { 'org.example.custom': { nested: [1, null, 'x'] } }
    const custom = maker.image('custom', {}, extra)
    maker.index([{ ...custom, ...extra }], { tag: 'custom' }, extra)
  }),
  'no layers': made(maker => maker.image('bare', { tag: 'no-layers' }, { layers: [] })),
  'sha512 image': made(maker => maker.image('long'), 'sha512'),
  'sha512 index': made(maker => {
    maker.index([{ ...maker.image('in a long index'), ...platform('amd64') }])
  }, 'sha512'),
}
