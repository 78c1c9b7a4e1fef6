import type { Command } from '../command.ts'
import { demoCommand } from './demo.ts'
import { downCommand } from './down.ts'
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
]
