export { type Authority, createCa } from './authority.ts'
export { describe, isSignedBy, matchesKey } from './describe.ts'
export {
  issueClientCertificate,
  issueServerCertificate,
  type Pair,
} from './issue.ts'
export { normalName } from './name.ts'
export { formatSerial } from './serial.ts'
export { daysUntil } from './validity.ts'
