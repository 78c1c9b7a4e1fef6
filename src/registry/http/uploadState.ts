import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import { OciError } from '../oci/index.ts'
import type { Upload } from '../storage/index.ts'

const MAC_SIZE = 32

/** Signs what a client is told of its upload, so that what it sends back is what it was told. */
export interface UploadStates {
  issue(upload: Upload, size: number): string
  /** How many bytes the client was told are there; undefined when it sends no state. Throws OciError for a forged one. */
  offsetIn(state: string | null, upload: Upload): number | undefined
}

/** States signed with a secret that all replicas share. */
export function uploadStates(secret: string): UploadStates {
  const key = createSecretKey(secret, 'utf8')
  const mac = (content: Buffer): Buffer => createHmac('sha256', key).update(content).digest()
  return {
    issue({ repository, id, startedAt }, size) {
      const content = Buffer.from(
        JSON.stringify({ Name: repository, UUID: id, Offset: size, StartedAt: startedAt }),
      )
      return Buffer.concat([mac(content), content]).toString('base64url')
    },

    offsetIn(state, upload) {
      if (state === null) return undefined
      const bytes = Buffer.from(state, 'base64url')
      const content = bytes.subarray(MAC_SIZE)
      const given = bytes.subarray(0, MAC_SIZE)
      if (given.length !== MAC_SIZE || !timingSafeEqual(given, mac(content))) throw invalid()
      // Ours, as the signature shows: the shape needs no check.
      const said = JSON.parse(content.toString()) as { Name: string; UUID: string; Offset: number }
      if (said.Name !== upload.repository || said.UUID !== upload.id) throw invalid()
      return said.Offset
    },
  }
}

function invalid(): OciError {
  return new OciError('BLOB_UPLOAD_INVALID')
}
