import { randomUUID } from 'node:crypto'
import type { Descriptor, Digest, Repository } from '../oci/index.ts'
import type { Happening } from './happening.ts'

/** By whom and by which request something happened. */
export interface Cause {
  readonly request: {
    readonly id: string
    /** `address:port` */
    readonly sender: string
    readonly method: string
    readonly headers: Readonly<Record<string, string | undefined>>
  }
  readonly urls: {
    manifest(repository: Repository, digest: Digest): string
    blob(repository: Repository, digest: Digest): string
  }
  readonly user: string | undefined
}

/** Which registry tells of it. */
export interface Source {
  /** `host:port` */
  readonly addr: string
  readonly instanceID: string
}

export interface EventOptions {
  readonly source: Source
  /** Say what a manifest refers to, too. */
  readonly includereferences: boolean
}

/** What an endpoint is told: docker distribution's event, to be written as JSON. */
export interface Event {
  readonly id: string
  readonly timestamp: string
  readonly action: Happening['action']
  readonly target: Target
  readonly request: Readonly<Record<string, string | undefined>>
  readonly actor: { readonly name?: string }
  readonly source: Source
}

interface Target {
  readonly mediaType?: string | undefined
  readonly digest?: Digest | undefined
  readonly size?: number | undefined
  /** The same as the size, for old receivers. */
  readonly length?: number | undefined
  readonly repository: Repository
  readonly fromRepository?: Repository | undefined
  readonly url?: string | undefined
  readonly tag?: string | undefined
  readonly references?: readonly Descriptor[] | undefined
}

/** The event of a happening. */
export function eventOf(
  happening: Happening,
  { request, urls, user }: Cause,
  { source, includereferences }: EventOptions,
): Event {
  return {
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    action: happening.action,
    target: targetOf(happening, urls, includereferences),
    request: {
      id: request.id,
      addr: request.sender,
      host: request.headers['host'],
      method: request.method,
      useragent: request.headers['user-agent'],
    },
    actor: user === undefined ? {} : { name: user },
    source,
  }
}

const BLOB_TYPE = 'application/octet-stream'

function targetOf(happening: Happening, urls: Cause['urls'], includereferences: boolean): Target {
  const { action, mediaType, digest, size, repository, tag, from, references } = happening
  if (action === 'delete') return { digest, repository, tag }
  return {
    mediaType,
    digest,
    size,
    length: size,
    repository,
    fromRepository: from,
    url: digest && urls[mediaType === BLOB_TYPE ? 'blob' : 'manifest'](repository, digest),
    tag,
    references: includereferences ? references : undefined,
  }
}
