export { type Bundle, bundleDaemon } from './bundle.ts'
export type { Architecture } from './runtime.ts'
