import type { Command } from '../command.ts'
import { bundleCommand } from './bundle.ts'
import { serveCommand } from './serve.ts'

/** The commands behind `wharf registry`. */
export const registryCommands: readonly Command[] = [serveCommand, bundleCommand]
