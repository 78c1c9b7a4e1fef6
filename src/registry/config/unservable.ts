import { Fault } from '../../base/fault.ts'
import type { Config } from './config.ts'

/** Why a valid configuration can't be served yet; undefined where it can. */
export function unservable({ storage, auth }: Config): Fault | undefined {
  for (const driver of ['s3', 'gcs', 'azure', 'swift', 'oss'] as const) {
    if (storage[driver]) return notBuilt(`storage.${driver}: this driver`)
  }
  if (auth?.openshift) return notBuilt('auth.openshift: access by a cluster')
  return undefined
}

function notBuilt(what: string): Fault {
  return new Fault(`config: ${what} is not built yet`, {
    hint: '`wharf registry config check` knows it all the same',
  })
}
