import type { Algorithm, Digest, Page, Reference, Repository, Tag } from '../oci/index.ts'

/** A blob of another repository that a client would rather not send again. */
export interface Mount {
  /** Undefined for any repository that has it. */
  readonly from: Repository | undefined
  readonly digest: Digest
}

/** What a request asks for, its parameters parsed. */
export type Operation =
  | { readonly kind: 'ping' }
  | { readonly kind: 'catalog'; readonly page: Page }
  | { readonly kind: 'tags'; readonly repository: Repository; readonly page: Page }
  | { readonly kind: 'getManifest'; readonly repository: Repository; readonly reference: Reference }
  | {
      readonly kind: 'putManifest'
      readonly repository: Repository
      readonly reference: Reference
      /** Tags to point at it beside the reference. */
      readonly tags: readonly Tag[]
    }
  | {
      readonly kind: 'deleteManifest'
      readonly repository: Repository
      readonly reference: Reference
    }
  | {
      readonly kind: 'referrers'
      readonly repository: Repository
      readonly subject: Digest
      readonly artifactType: string | undefined
      readonly page: Page
    }
  | { readonly kind: 'getBlob'; readonly repository: Repository; readonly digest: Digest }
  | { readonly kind: 'deleteBlob'; readonly repository: Repository; readonly digest: Digest }
  | {
      readonly kind: 'startUpload'
      readonly repository: Repository
      readonly mount: Mount | undefined
      /** What the body of this very request is to be. */
      readonly digest: Digest | undefined
      readonly algorithm: Algorithm
    }
  | { readonly kind: 'uploadStatus'; readonly repository: Repository; readonly id: string }
  | { readonly kind: 'appendUpload'; readonly repository: Repository; readonly id: string }
  | {
      readonly kind: 'finishUpload'
      readonly repository: Repository
      readonly id: string
      readonly digest: Digest
    }
  | { readonly kind: 'cancelUpload'; readonly repository: Repository; readonly id: string }

export type Kind = Operation['kind']

/** The operation of one kind. */
export type OperationOf<K extends Kind> = Extract<Operation, { kind: K }>
