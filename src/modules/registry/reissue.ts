import { daysUntil, describe, isSignedBy, matchesKey, normalName } from '../../pki/index.ts'
import type { FoundPair } from './readPair.ts'

/** What a server's certificate must be like to be kept. */
export interface Demands {
  readonly names: readonly string[]
  /** The signer's certificate, PEM. */
  readonly ca: string
  /** Days of validity that must be left. */
  readonly renewBefore: number
}

/** Why a pair has to be issued anew, in one sentence; undefined when it may stay. */
export function reasonToIssue(found: FoundPair, demands: Demands): string | undefined {
  const { certificate, key } = found
  if (certificate === undefined) return 'there is no certificate yet'
  if (key === undefined) return 'its private key is missing'
  const held = heldBy(certificate)
  if (!held) return 'what is there is no certificate'
  if (!matchesKey(certificate, key)) return "the private key is not the certificate's"
  if (!isSignedBy(certificate, demands.ca)) return 'it was signed by another CA'
  return differenceOfNames(held.names, demands.names) ?? endOf(held.notAfter, demands)
}

function heldBy(certificate: string): { names: readonly string[]; notAfter: Date } | undefined {
  try {
    return describe(certificate)
  } catch {
    return undefined
  }
}

function differenceOfNames(held: readonly string[], names: readonly string[]): string | undefined {
  const wanted = new Set(names.map(normalName))
  const missing = [...wanted].filter(name => !held.includes(name))
  const surplus = held.filter(name => !wanted.has(name))
  if (missing.length === 0 && surplus.length === 0) return undefined
  const lacks = missing.length === 0 ? [] : [`it lacks ${missing.join(', ')}`]
  const has = surplus.length === 0 ? [] : [`it has ${surplus.join(', ')} too much`]
  return [...lacks, ...has].join('; ')
}

/** A certificate that ends with its signer can't be made to last longer by issuing it again. */
function endOf(notAfter: Date, { ca, renewBefore }: Demands): string | undefined {
  const left = daysUntil(notAfter)
  if (left >= renewBefore || notAfter >= describe(ca).notAfter) return undefined
  return left < 0 ? 'it has expired' : `it is valid for ${left} more days only`
}
