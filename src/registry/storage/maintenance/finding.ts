/** By kind of finding: what it means, and what a repair does about it. */
const FINDINGS = {
  wrongBlob: ['its bytes are not those of its digest', 'is moved to _wharfinger/quarantine'],
  tornLink: ['the link is empty or torn', 'is written again'],
  uselessLink: ['the link is empty or torn, and what it linked is missing', 'is removed'],
  danglingLayer: ['the data of the blob is missing', 'is removed; a push brings the blob back'],
  danglingRevision: ['the data of the manifest is missing', 'is removed'],
  danglingTag: ['the manifest of the tag is not in the repository', 'is removed'],
  unlinkedRevision: ['the tag points at a manifest that is stored, but not linked', 'is linked'],
  tornTag: ['the tag is torn', 'points at the last manifest again that it is known to have had'],
  tagWithoutCurrent: ['the tag points at nothing', 'is removed'],
  unreadableManifest: ['what is stored is not a manifest', undefined],
  missingBlob: ['the manifest needs a blob that is missing: push the image again', undefined],
  wrongSize: ['the manifest gives another size for a blob', undefined],
  unlinkedBlob: ['the manifest needs a blob that is stored, but not linked', 'is linked'],
  missingChild: ['the index lists a manifest that the repository lacks', undefined],
  missingReferrer: ['the manifest is not listed under its subject', 'is listed'],
  staleReferrer: ['what is listed under a subject does not refer to it', 'is removed'],
  uploadWithoutStart: ['nobody can go on with the upload', 'is removed'],
  strandedTrash: ['a collector was killed and may have left what is needed', 'is put back'],
  unfinished: ['somebody began to write it and was killed', 'is removed'],
  emptyDirectory: ['the directory is empty', 'is removed'],
} as const satisfies Record<string, readonly [meaning: string, repair: string | undefined]>

export type FindingKind = keyof typeof FINDINGS

/** Something wrong in a storage. */
export interface Finding {
  readonly kind: FindingKind
  /** Of the object in the storage. */
  readonly path: string
  readonly meaning: string
  /** What it is about, where the path doesn't tell. */
  readonly detail: string | undefined
  /** What a repair does; undefined where it can do nothing. */
  readonly repair: string | undefined
  readonly isRepaired: boolean
}

/** A finding with the words for its kind. */
export function findingOf(
  kind: FindingKind,
  about: {
    readonly path: string
    readonly detail?: string | undefined
    readonly isRepaired: boolean
  },
): Finding {
  const [meaning, repair] = FINDINGS[kind]
  return { kind, detail: undefined, meaning, repair, ...about }
}
