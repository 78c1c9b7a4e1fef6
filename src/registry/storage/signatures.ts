import { type Digest, parseSignature, type Repository, type Signature } from '../oci/index.ts'
import { contentOf, type Driver } from './driver.ts'
import { blobData, signatureLink, signatures } from './layout.ts'
import { readLink } from './links.ts'
import { digestsBelow } from './maintenance/walk.ts'

/** Finds what a manifest of the first schema was signed with when it was pushed to a registry that still kept that. */
export type Signatures = (repository: Repository, digest: Digest) => Promise<readonly Signature[]>

/** The signatures that a driver holds. What can't be read is left out. */
export function signaturesIn(driver: Driver): Signatures {
  return async function signaturesOf(repository, digest) {
    const found: Signature[] = []
    for await (const name of digestsBelow(driver, signatures(repository, digest))) {
      const linked = await readLink(driver, signatureLink(repository, digest, name))
      const bytes = linked && (await contentOf(driver, blobData(linked)))
      const signature = bytes && parseSignature(bytes)
      if (signature) found.push(signature)
    }
    return found
  }
}
