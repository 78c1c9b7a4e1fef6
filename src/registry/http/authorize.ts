import type { Access, Subject, Verb } from '../auth/index.ts'
import type { Repository } from '../oci/index.ts'
import type { Repositories } from '../storage/index.ts'
import type { Operation } from './operation.ts'

interface Need {
  readonly verb: Verb
  readonly repository: Repository
}

/** Throws OciError unless the subject may do what the operation does. */
export async function authorize(
  operation: Operation,
  subject: Subject,
  access: Access,
  repositories: Repositories,
): Promise<void> {
  if (operation.kind === 'ping' || operation.kind === 'catalog') {
    // Clients look here whether they should sign in, so nobody else gets a plain yes.
    const invitation = subject.name === undefined ? access.invitation() : undefined
    if (invitation) throw invitation
    return
  }
  for (const { verb, repository } of await needsOf(operation, repositories)) {
    const refusal = access.refusal(subject, verb, repository)
    if (refusal) throw refusal
  }
}

type OnRepository = Exclude<Operation, { kind: 'ping' | 'catalog' }>

async function needsOf(operation: OnRepository, repositories: Repositories): Promise<Need[]> {
  const { repository } = operation
  switch (operation.kind) {
    case 'tags':
    case 'getManifest':
    case 'getBlob':
    case 'referrers':
      return [{ verb: 'pull', repository }]
    case 'putManifest': {
      const push: Need = { verb: 'push', repository }
      return (await repositories.has(repository)) ? [push] : [push, { verb: 'create', repository }]
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
