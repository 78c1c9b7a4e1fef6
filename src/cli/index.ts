import yargs, { type Argv } from 'yargs'
import { EXIT, Fault, UsageFault } from '../base/fault.ts'
import { colours, plain } from '../base/paint.ts'
import { didYouMean } from '../base/suggest.ts'
import type { Command, Group, Terminal } from './command.ts'
import { faultText } from './faultText.ts'
import { processTerminal, wantsColour } from './terminal.ts'
import { VERSION } from './version.ts'

/** Commands by their first word; only what is called is loaded. A group holds the commands behind its word. */
const COMMANDS: Readonly<Record<string, () => Promise<Command | Group>>> = {
  playbook: async () => (await import('./playbook.ts')).playbookCommand,
  inventory: async () => (await import('./inventory.ts')).inventoryCommand,
  doc: async () => (await import('./doc.ts')).docCommand,
  lab: async () => ({
    name: 'lab',
    summary: 'A disposable fleet on this machine',
    commands: (await import('./lab/index.ts')).labCommands,
  }),
  registry: async () => ({
    name: 'registry',
    summary: 'The registry daemon',
    commands: (await import('./registry/index.ts')).registryCommands,
  }),
}

const EPILOGUE = `Exit status:
  ${EXIT.converged}    converged, with changes or without
  ${EXIT.badInput}    an input is wrong; nothing was run
  ${EXIT.hostFailed}    a task failed on some host
  ${EXIT.hostUnreachable}    some host was unreachable
  ${EXIT.badUsage}    the command line is wrong
  ${EXIT.interrupted}  interrupted, after cleaning up
  ${EXIT.bug}  a bug in wharf`

/** Runs one command line and resolves to the process's exit status. Never throws. */
export async function main(argv: readonly string[]): Promise<number> {
  using terminal = processTerminal()
  try {
    return await dispatch(argv, terminal)
  } catch (error) {
    return explain(error, argv.includes('--debug'), terminal)
  }
}

async function dispatch(argv: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT.converged
  const parser = yargs()
    .scriptName('wharf')
    // All else is in English, too.
    .locale('en')
    .usage('$0 <command>\n\nProvision a fleet over SSH, and the container registry on it.')
    .version(VERSION)
    .option('debug', {
      type: 'boolean',
      describe: 'Show the stack trace of an error',
      global: true,
    })
    .epilogue(EPILOGUE)
    .strict()
    .demandCommand(1, 'which command?')
    .exitProcess(false)
    .wrap(Math.min(terminal.columns, 110))
    .fail((message, error) => {
      // Some complaints about the command line come as errors of yargs's own, without a class to tell them by.
      if (error && error.name !== 'YError') throw error
      throw new UsageFault(message || error.message, { hint: '`wharf --help` lists the commands' })
    })
  const first = argv.find(word => !word.startsWith('-')) ?? ''
  if (first !== '' && !Object.hasOwn(COMMANDS, first)) throw unknownCommand(first)
  const names = Object.hasOwn(COMMANDS, first) ? [first] : Object.keys(COMMANDS)
  for (const name of names) {
    const loaded = await COMMANDS[name]?.()
    if (loaded) register(parser, loaded, terminal, result => (code = result))
  }
  await parser.parseAsync(argv)
  return code
}

function unknownCommand(name: string): UsageFault {
  const guess = didYouMean(name, Object.keys(COMMANDS))
  return new UsageFault(`no command "${name}"${guess}`, { hint: '`wharf --help` lists them' })
}

type Finish = (code: number) => void

function register(parser: Argv, loaded: Command | Group, terminal: Terminal, finish: Finish): void {
  if ('run' in loaded) {
    add(parser, loaded, terminal, finish)
    return
  }
  parser.command(loaded.name, loaded.summary, group => {
    for (const each of loaded.commands) register(group, each, terminal, finish)
    return group.demandCommand(1, `which ${loaded.name} command?`)
  })
}

function add(parser: Argv, declared: Command, terminal: Terminal, finish: Finish): void {
  parser.command({
    command: declared.command,
    describe: declared.summary,
    builder: options => declared.options(options),
    handler: async options => finish(await declared.run(options, terminal)),
  })
}

/** A fault is the user's to read; anything else is our bug and says so. */
function explain(error: unknown, debug: boolean, terminal: Terminal): number {
  const paint = wantsColour(terminal) ? colours : plain
  if (error instanceof Fault) {
    terminal.err(faultText(error, paint))
    if (debug) terminal.err(`${error.stack ?? ''}\n`)
    return error.exitCode
  }
  const stack = error instanceof Error ? error.stack : String(error)
  terminal.err(
    `${paint('failed', 'error:')} a bug in wharf ${VERSION}, please report it:\n${stack}\n`,
  )
  return EXIT.bug
}
