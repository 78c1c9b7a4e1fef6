import { unplaced } from '../../base/yaml.ts'
import type { Host } from './model.ts'

const NAMES = new Set(['localhost', '127.0.0.1', '::1'])

/** True for the names under which this machine is a host without being in an inventory. */
export function isLocalhost(name: string): boolean {
  return NAMES.has(name)
}

/** This machine, worked on without SSH. It belongs to no group, so that no group's variables reach it. */
export function localhost(name: string): Host {
  const vars = unplaced({ ansible_connection: 'local' })
  return { name, groups: [], layers: [{ name: 'implicit localhost', vars }] }
}
