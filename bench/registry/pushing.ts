import { type Blob, MANIFEST_HEADERS, manifestOf } from './content.ts'
import { type Answer, headOf, locationOf, type Wire } from './wire.ts'

/** Pushes a blob as clients do: asks for an upload, then sends all bytes with its digest. */
export async function pushBlob(wire: Wire, repository: string, blob: Blob): Promise<void> {
  const begun = await wire.ask(
    headOf('POST', `/v2/${repository}/blobs/uploads/`, { 'Content-Length': 0 }),
  )
  const location = locationOf(expect(begun, 202))
  const mark = location.includes('?') ? '&' : '?'
  const head = headOf('PUT', `${location}${mark}digest=${blob.digest}`, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': blob.size,
  })
  expect(await wire.ask(head, ...blob.parts), 201)
}

/** Pushes an image of one blob. */
export async function pushImage(
  wire: Wire,
  repository: string,
  tag: string,
  blob: Blob,
): Promise<void> {
  await pushBlob(wire, repository, blob)
  const manifest = manifestOf(blob)
  const head = headOf('PUT', `/v2/${repository}/manifests/${tag}`, {
    ...MANIFEST_HEADERS,
    'Content-Length': manifest.length,
  })
  expect(await wire.ask(head, manifest), 201)
}

/** The answer, if it has the status. */
export function expect(answer: Answer, status: number): Answer {
  if (answer.status !== status) throw new Error(`${answer.status}, not ${status}: ${answer.head}`)
  return answer
}
