import { Fault } from '../../base/fault.ts'
import type { Terminal } from '../command.ts'

/** The configuration file of a command line, or the one that the environment names. Throws a Fault where neither does. */
export function configPath(given: string | undefined, { environment }: Terminal): string {
  const path = given ?? environment['REGISTRY_CONFIGURATION_PATH']
  if (path) return path
  throw new Fault('configuration path unspecified', {
    hint: 'name the file, or set REGISTRY_CONFIGURATION_PATH',
  })
}

/** The positional argument of commands that work on a configuration. */
export const CONFIG_FILE = {
  type: 'string',
  describe: 'The configuration file (YAML); unset, REGISTRY_CONFIGURATION_PATH names it',
} as const
