import type { Answer } from '../model/answer.ts'
import { badRequest, unsupportedMediaType } from '../model/errors.ts'
import { isFields, type KubeObject } from '../model/object.ts'
import type { Resource } from '../model/resource.ts'
import type { Single } from '../model/target.ts'
import { jsonPatch } from '../patch/jsonPatch.ts'
import { mergePatch } from '../patch/mergePatch.ts'
import { strategicPatch } from '../patch/strategicPatch.ts'
import type { Store } from '../store/store.ts'
import type { WriteOptions } from './options.ts'
import { rewrite } from './update.ts'
import { readWritten } from './written.ts'

type Patch = (object: KubeObject, patch: unknown, resource: Resource) => unknown

/** How an object is changed, by the media type of the patch. */
const PATCHES: Readonly<Record<string, Patch>> = {
  'application/json-patch+json': jsonPatch,
  'application/merge-patch+json': (object, patch) => mergePatch(object, fields(patch)),
  'application/strategic-merge-patch+json': (object, patch, { mergeKeys }) =>
    strategicPatch(object, fields(patch), mergeKeys),
}

/** The media types of patches. */
export const PATCH_TYPES = Object.keys(PATCHES)

/** Changes an object in parts. */
export async function patch(
  store: Store,
  target: Single,
  { body, type, isDryRun, validation }: WriteOptions & { readonly type: string },
): Promise<Answer> {
  const apply = Object.hasOwn(PATCHES, type) ? PATCHES[type] : undefined
  if (!apply) throw unsupportedMediaType(PATCH_TYPES)
  const { resource } = target
  return rewrite(store, target, {
    isDryRun,
    write: old => readWritten(resource, apply(old, body, resource), { ...target, validation }),
  })
}

function fields(patch: unknown) {
  if (isFields(patch)) return patch
  throw badRequest('the patch is not a JSON object')
}
