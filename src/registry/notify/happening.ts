import type { Descriptor, Digest, Repository, Tag } from '../oci/index.ts'

/** Something that a client did and that others may want to hear of. */
export interface Happening {
  readonly action: 'pull' | 'push' | 'mount' | 'delete'
  readonly repository: Repository
  /** What it was done to; undefined for a tag that was deleted alone. */
  readonly digest?: Digest
  readonly mediaType?: string
  /** In bytes. */
  readonly size?: number
  /** The tag that was asked for, pushed or deleted. */
  readonly tag?: Tag
  /** Where a mounted blob came from. */
  readonly from?: Repository
  /** What a manifest refers to. */
  readonly references?: readonly Descriptor[]
}
