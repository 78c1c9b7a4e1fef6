import type { KubeObject } from '../model/object.ts'
import type { Decide, Store } from '../store/store.ts'

/** Changes an object, or only finds out what would become of it. */
export async function commit(
  store: Store,
  key: string,
  { decide, isDryRun }: { readonly decide: Decide; readonly isDryRun: boolean },
): Promise<KubeObject | undefined> {
  if (!isDryRun) return store.change(key, decide)
  const old = store.get(key)
  return decide(old) ?? old
}
