import { type Answer, shown } from '../model/answer.ts'
import type { KubeObject } from '../model/object.ts'
import type { Single } from '../model/target.ts'
import { keyOf } from '../store/key.ts'
import type { Store } from '../store/store.ts'
import { commit } from './commit.ts'
import { found } from './get.ts'
import type { WriteOptions } from './options.ts'
import { succeed } from './succeed.ts'
import { readWritten, type Written } from './written.ts'

/** Replaces an object by another. */
export async function update(
  store: Store,
  target: Single,
  { body, ...options }: WriteOptions,
): Promise<Answer> {
  const written = readWritten(target.resource, body, { ...target, validation: options.validation })
  return rewrite(store, target, { ...options, write: () => written })
}

/** Makes of an object what `write` says. */
export async function rewrite(
  store: Store,
  target: Single,
  { write, isDryRun }: { readonly write: (old: KubeObject) => Written; readonly isDryRun: boolean },
): Promise<Answer> {
  const { resource, namespace, name } = target
  let warnings: readonly string[] = []
  let last: KubeObject | undefined
  const decide = (current: KubeObject | undefined): KubeObject | undefined => {
    const old = found(resource, name, current)
    const written = write(old)
    warnings = written.warnings
    last = succeed(target, old, written.object)
    const isHeld = resource.holders(last).length > 0
    return last.metadata.deletionTimestamp === undefined || isHeld ? last : undefined
  }
  const key = keyOf(resource, namespace, name)
  const object = await commit(store, key, { decide, isDryRun })
  return shown(resource, found(resource, name, object ?? last), { warnings })
}
