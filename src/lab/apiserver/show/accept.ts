import { ApiError } from '../model/apiError.ts'

/** How a client wants things shown. */
export interface Accepted {
  readonly format: 'json' | 'yaml'
  /** Another form than that of the object, of a group and version. */
  readonly as: string
  readonly version: string
}

const FORMATS: Readonly<Record<string, Accepted['format']>> = {
  'application/json': 'json',
  'application/yaml': 'yaml',
  'application/*': 'json',
  '*/*': 'json',
}

/** Forms by their group, and the versions that there are of each. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  'meta.k8s.io Table': ['v1', 'v1beta1'],
  'meta.k8s.io PartialObjectMetadata': ['v1', 'v1beta1'],
  'meta.k8s.io PartialObjectMetadataList': ['v1', 'v1beta1'],
  'apidiscovery.k8s.io APIGroupDiscoveryList': ['v2', 'v2beta1'],
}

/** The first of what a client accepts that can be had. Throws an ApiError when there is none. */
export function readAccept(header: string | undefined): Accepted {
  if (header === undefined || header.trim() === '') return { format: 'json', as: '', version: '' }
  for (const range of header.split(',')) {
    const accepted = readRange(range)
    if (accepted) return accepted
  }
  const message =
    '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml'
  throw new ApiError(406, 'NotAcceptable', message)
}

function readRange(range: string): Accepted | undefined {
  const [type = '', ...parameters] = range.split(';').map(part => part.trim())
  const format = Object.hasOwn(FORMATS, type) ? FORMATS[type] : undefined
  if (format === undefined) return undefined
  const given = new URLSearchParams(parameters.join('&'))
  const as = given.get('as') ?? ''
  if (as === '') return { format, as, version: '' }
  const version = given.get('v') ?? ''
  const form = `${given.get('g')} ${as}`
  if (!Object.hasOwn(FORMS, form) || !FORMS[form]?.includes(version)) return undefined
  return { format, as, version }
}
