export { type Access, openAccess, type Subject, type Verb } from './access.ts'
export { accessFor } from './build.ts'
