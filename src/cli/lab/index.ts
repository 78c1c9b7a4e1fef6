import type { Command } from '../command.ts'
import { apiServerCommand } from './apiServer.ts'
import { demoCommand } from './demo.ts'
import { downCommand } from './down.ts'
import { hostCommand } from './host.ts'
import { sshCommand } from './ssh.ts'
import { statusCommand } from './status.ts'
import { upCommand } from './up.ts'

/** The commands behind `wharf lab`. */
export const labCommands: readonly Command[] = [
  upCommand,
  downCommand,
  statusCommand,
  sshCommand,
  demoCommand,
  hostCommand,
  apiServerCommand,
]
