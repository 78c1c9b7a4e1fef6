export { type Authority, type CaOptions, createCa } from './authority.ts'
export { type Description, describe, isSignedBy, matchesKey } from './describe.ts'
export {
  type ClientRequest,
  issueClientCertificate,
  issueServerCertificate,
  type Pair,
  type ServerRequest,
} from './issue.ts'
export { normalName } from './name.ts'
export { readCertificates } from './pem.ts'
export { formatSerial, parseSerial } from './serial.ts'
export { daysUntil } from './validity.ts'
