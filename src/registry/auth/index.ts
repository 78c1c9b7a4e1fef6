export type { Access, Subject, Verb } from './access.ts'
export { accessFor } from './build.ts'
