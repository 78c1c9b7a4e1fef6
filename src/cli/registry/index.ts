import type { Command, Group } from '../command.ts'
import { bundleCommand } from './bundle.ts'
import { configCheckCommand } from './configCheck.ts'
import { configShowCommand } from './configShow.ts'
import { fsckCommand } from './fsck.ts'
import { gcCommand } from './gc.ts'
import { serveCommand } from './serve.ts'

const config: Group = {
  name: 'config',
  summary: 'The configuration of the daemon',
  commands: [configCheckCommand, configShowCommand],
}

/** The commands behind `wharf registry`. */
export const registryCommands: readonly (Command | Group)[] = [
  serveCommand,
  config,
  gcCommand,
  fsckCommand,
  bundleCommand,
]
