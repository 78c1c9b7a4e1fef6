/** A blob that somebody began to push. */
export interface Pushed {
  readonly repository: string
  readonly digest: string
  readonly bytes: Buffer
  /** Where the upload is, as the registry said; undefined until it did. */
  location: string | undefined
  /** How many bytes the registry said that it has. */
  received: number
  /** `ending` once it was asked to make it a blob, `done` once it said that it is one. */
  state: 'open' | 'ending' | 'done'
}

export interface Image {
  readonly repository: string
  readonly digest: string
  readonly blobs: readonly string[]
}

/** A tag that one client alone moves. */
export interface MovedTag {
  readonly repository: string
  readonly name: string
  /** Where the registry said that it points. */
  at: string | undefined
  /** Where it may point, too: it was told to move there, and didn't answer. */
  moving: string | undefined
}

/** What a registry was asked to keep, and what it promised. */
export class Ledger {
  readonly pushed: Pushed[] = []
  /** Those that were acknowledged. */
  readonly images: Image[] = []
  readonly tags: MovedTag[] = []
}
