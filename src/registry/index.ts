export { type ConfigInput, configOf } from './config/index.ts'
export { type Log, logTo } from './observe/log.ts'
export { serve } from './serve.ts'
export { type RunningRegistry, startRegistry } from './server.ts'
