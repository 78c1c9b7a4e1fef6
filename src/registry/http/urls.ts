import type { HttpConfig } from '../config/index.ts'
import type { Digest, Repository } from '../oci/index.ts'
import type { Request } from './message.ts'

/** Makes the URLs of one request's answers, under the name that its client used. */
export interface Urls {
  manifest(repository: Repository, digest: Digest): string
  blob(repository: Repository, digest: Digest): string
  upload(repository: Repository, id: string, state: string): string
  /** Where a repository is, without a host: for links to the next page. */
  path(repository: Repository): string
  /** Where a listing of the registry itself is, without a host. */
  readonly catalog: string
}

/** Of the configuration, what URLs depend on. */
export type UrlOptions = Pick<HttpConfig, 'host' | 'relativeurls'> & { readonly prefix: string }

/** The URLs for answers to a request. */
export function urlsFor(request: Request, options: UrlOptions): Urls {
  return new OwnUrls(request, options)
}

/** What the client called us is found out for those answers that tell. */
class OwnUrls implements Urls {
  readonly #request: Request
  readonly #options: UrlOptions

  constructor(request: Request, options: UrlOptions) {
    this.#request = request
    this.#options = options
  }

  get catalog(): string {
    return `${this.#options.prefix}/v2/_catalog`
  }

  manifest(repository: Repository, digest: Digest): string {
    return `${this.#whole(repository)}/manifests/${digest}`
  }

  blob(repository: Repository, digest: Digest): string {
    return `${this.#whole(repository)}/blobs/${digest}`
  }

  upload(repository: Repository, id: string, state: string): string {
    return `${this.#whole(repository)}/blobs/uploads/${id}?_state=${state}`
  }

  path(repository: Repository): string {
    return `${this.#options.prefix}/v2/${repository}`
  }

  #whole(repository: Repository): string {
    return `${baseOf(this.#request, this.#options)}${this.path(repository)}`
  }
}

/** The URL by which a client reaches this registry, without a path; nothing where that is not to be told or not known. */
export function baseOf({ headers, isSecure }: Request, { host, relativeurls }: UrlOptions): string {
  if (host !== undefined) return host.replace(/\/+$/, '')
  const forwarded = forwardedIn(headers['forwarded'])
  const named = forwarded['host'] ?? first(headers['x-forwarded-host']) ?? headers['host']
  // Without a usable name a relative location still works for every client.
  if (relativeurls || named === undefined || !/^[A-Za-z0-9._:[\]-]+$/.test(named)) return ''
  const scheme =
    forwarded['proto'] ?? first(headers['x-forwarded-proto']) ?? (isSecure ? 'https' : 'http')
  if (scheme !== 'http' && scheme !== 'https') return ''
  return `${scheme}://${named}${portFor(named, headers['x-forwarded-port'])}`
}

/** The first element of a Forwarded header (RFC 7239): what the client itself spoke to. */
function forwardedIn(header: string | undefined): Readonly<Record<string, string>> {
  if (header === undefined) return {}
  const pairs = (first(header) ?? '').matchAll(/(?:^|;)\s*(\w+)=(?:"([^"]*)"|([^;\s]*))/g)
  return Object.fromEntries(
    Array.from(pairs, ([, name = '', quoted, plain]) => [
      name.toLowerCase(),
      quoted ?? plain ?? '',
    ]),
  )
}

function portFor(host: string, forwarded: string | undefined): string {
  const hasPort = /:\d+$/.test(host)
  const port = first(forwarded)
  const isNeeded = port !== undefined && /^\d+$/.test(port) && port !== '443' && port !== '80'
  return isNeeded && !hasPort ? `:${port}` : ''
}

function first(header: string | undefined): string | undefined {
  const value = header?.split(',', 1)[0]?.trim()
  return value === '' ? undefined : value
}
