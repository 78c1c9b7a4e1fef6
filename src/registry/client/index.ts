export type { Login } from './authorize.ts'
export { type RegistryClient, registryClient } from './client.ts'
export { RegistryFault } from './fault.ts'
export { imageOf, pullImage, pushImage } from './image.ts'
