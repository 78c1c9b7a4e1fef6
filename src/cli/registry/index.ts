import type { Command, Group } from '../command.ts'
import { bundleCommand } from './bundle.ts'
import { configCheckCommand } from './configCheck.ts'
import { configShowCommand } from './configShow.ts'
import { duCommand } from './du.ts'
import { fsckCommand } from './fsck.ts'
import { gcCommand } from './gc.ts'
import { inspectCommand } from './inspect.ts'
import { lsCommand } from './ls.ts'
import { repoRmCommand } from './repoRm.ts'
import { serveCommand } from './serve.ts'

const config: Group = {
  name: 'config',
  summary: 'The configuration of the daemon',
  commands: [configCheckCommand, configShowCommand],
}

const repo: Group = {
  name: 'repo',
  summary: 'The repositories of the storage',
  commands: [repoRmCommand],
}

/** The commands behind `wharf registry`. */
export const registryCommands: readonly (Command | Group)[] = [
  serveCommand,
  config,
  gcCommand,
  fsckCommand,
  lsCommand,
  duCommand,
  inspectCommand,
  repo,
  bundleCommand,
]
