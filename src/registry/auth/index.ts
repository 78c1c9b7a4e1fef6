export type {
  Access,
  ClientCertificate,
  GivenToken,
  Need,
  Presented,
  Subject,
  TokenGiver,
  Verb,
} from './access.ts'
export { accessFor } from './build.ts'
