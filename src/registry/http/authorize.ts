import type { Access, Need, Presented, Subject } from '../auth/index.ts'
import { OciError, type Repository } from '../oci/index.ts'
import type { Repositories } from '../storage/index.ts'
import type { Operation } from './operation.ts'

/** What a request is checked by. */
export interface Checked {
  readonly operation: Operation
  readonly subject: Subject
  readonly presented: Presented
}

/** Throws OciError unless the subject may do what the operation does. */
export async function authorize(
  { operation, subject, presented }: Checked,
  access: Access,
  repositories: Repositories,
): Promise<void> {
  if (operation.kind === 'ping') {
    // Clients look here whether they should sign in, so nobody else gets a plain yes.
    const invitation = subject.name === undefined && access.invitation({ needs: [], presented })
    if (invitation) throw invitation
    return
  }
  if (operation.kind === 'catalog') {
    if (access.catalog(subject)) return
    throw access.invitation({ needs: [], catalog: true, presented }) ?? new OciError('DENIED')
  }
  const isNew = async (repository: Repository): Promise<boolean> =>
    // Who may make it anyway needn't be looked for.
    access.refusal(subject, 'create', repository) !== undefined &&
    !(await repositories.has(repository))
  const needs = await needsOf(operation, isNew)
  for (const { verb, repository } of needs) {
    const refusal = access.refusal(subject, verb, repository)
    if (refusal === undefined) continue
    if (refusal.kind === 'denied') throw refusal.error
    const wanted = [...needs, ...wishesOf(operation)]
    throw access.invitation({ needs: wanted, presented }) ?? new OciError('DENIED')
  }
}

/** What a client would like to be allowed, too, but can do without. */
function wishesOf(operation: OnRepository): Need[] {
  const from = operation.kind === 'startUpload' ? operation.mount?.from : undefined
  return from === undefined ? [] : [{ verb: 'pull', repository: from }]
}

type OnRepository = Exclude<Operation, { kind: 'ping' | 'catalog' }>

async function needsOf(
  operation: OnRepository,
  isNew: (repository: Repository) => Promise<boolean>,
): Promise<Need[]> {
  const { repository } = operation
  switch (operation.kind) {
    case 'tags':
    case 'getManifest':
    case 'getBlob':
    case 'referrers':
      return [{ verb: 'pull', repository }]
    case 'putManifest': {
      const push: Need = { verb: 'push', repository }
      return (await isNew(repository)) ? [push, { verb: 'create', repository }] : [push]
    }
    case 'deleteManifest':
    case 'deleteBlob':
      return [{ verb: 'delete', repository }]
    case 'startUpload':
    case 'uploadStatus':
    case 'appendUpload':
    case 'finishUpload':
    case 'cancelUpload':
      return [{ verb: 'push', repository }]
    default:
      return operation satisfies never
  }
}
