/** How the router's operations are called by docker distribution's routes, and by OpenShift's registry (its internal calls). */
const NAMES: Readonly<Record<string, readonly [handler: string, call?: string]>> = {
  ping: ['base'],
  catalog: ['catalog'],
  tags: ['tags', 'TagService.All'],
  getManifest: ['manifest', 'ManifestService.Get'],
  putManifest: ['manifest', 'ManifestService.Put'],
  deleteManifest: ['manifest', 'ManifestService.Delete'],
  referrers: ['referrers', 'ManifestService.Referrers'],
  getBlob: ['blob', 'BlobStore.ServeBlob'],
  deleteBlob: ['blob', 'BlobStore.Delete'],
  startUpload: ['blob_upload', 'BlobStore.Create'],
  uploadStatus: ['blob_upload_chunk', 'BlobStore.Resume'],
  appendUpload: ['blob_upload_chunk', 'BlobWriter.ReadFrom'],
  finishUpload: ['blob_upload_chunk', 'BlobWriter.Commit'],
  cancelUpload: ['blob_upload_chunk', 'BlobWriter.Cancel'],
}

/** The `handler` of an operation. */
export function handlerOf(operation: string): string {
  return NAMES[operation]?.[0] ?? 'other'
}

/** The `operation` of an operation; undefined for what is about no repository. */
export function callOf(operation: string): string | undefined {
  return NAMES[operation]?.[1]
}
