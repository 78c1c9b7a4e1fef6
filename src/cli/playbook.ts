import { readFileSync } from 'node:fs'
import { EXIT, messageOf, UsageFault } from '../base/fault.ts'
import { selectsTags } from '../engine/playbook/index.ts'
import { command } from './command.ts'
import { extraVars } from './extraVars.ts'
import { execute, type Job, type JobOptions, prepare } from './job.ts'
import { hostListing, taskListing } from './listing.ts'
import { OUTPUTS } from './reporters.ts'

const LIST = { type: 'string', array: true, nargs: 1, default: [] as string[] } as const
const SWITCH = { type: 'boolean', default: false } as const

/** `wharf playbook`: bring hosts to what the plays say. */
export const playbookCommand = command({
  command: 'playbook <files..>',
  summary: 'Run playbooks against an inventory',
  options: yargs =>
    yargs
      .positional('files', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Playbooks',
      })
      .option('inventory', {
        alias: 'i',
        ...LIST,
        describe: 'Inventory: a file, a folder, or hosts a,b,',
      })
      .option('limit', {
        alias: 'l',
        type: 'string',
        describe: 'Only these hosts: a pattern, or @file',
      })
      .option('tags', { alias: 't', ...LIST, describe: 'Only tasks with one of these tags' })
      .option('skip-tags', { ...LIST, describe: 'No tasks with one of these tags' })
      .option('extra-vars', {
        alias: 'e',
        ...LIST,
        describe: 'name=value, {...} or @file; beats all else',
      })
      .option('forks', {
        alias: 'f',
        type: 'number',
        default: 10,
        describe: 'Hosts worked on at once',
      })
      .option('check', { alias: 'C', ...SWITCH, describe: 'Say what would change, change nothing' })
      .option('diff', { alias: 'D', ...SWITCH, describe: 'Show differences in files' })
      .option('user', { alias: 'u', type: 'string', describe: 'Log in as' })
      .option('private-key', { type: 'string', describe: 'Log in with this key file' })
      .option('become', { alias: 'b', ...SWITCH, describe: 'Run tasks as another user' })
      .option('become-user', { type: 'string', default: 'root', describe: 'That user' })
      .option('become-password-file', { type: 'string', describe: 'File that holds its password' })
      .option('list-hosts', { ...SWITCH, describe: "List each play's hosts, run nothing" })
      .option('list-tasks', { ...SWITCH, describe: "List each play's tasks, run nothing" })
      .option('syntax-check', { ...SWITCH, describe: 'Check the playbooks, run nothing' })
      .option('output', {
        choices: OUTPUTS,
        default: 'auto' as const,
        describe: 'How to show the run',
      })
      .option('report', {
        type: 'string',
        describe: 'Keep every event in this file, as JSON lines',
      })
      .option('verbose', {
        alias: 'v',
        type: 'count',
        describe: 'Show results; -vvv commands too',
      }),
  async run(options, terminal) {
    const tags = { only: commaList(options.tags), skip: commaList(options.skipTags) }
    const settled: JobOptions = {
      inventory: options.inventory,
      limit: options.limit,
      tags: tags.only,
      skipTags: tags.skip,
      extraVars: extraVars(options.extraVars),
      forks: positive(options.forks),
      check: options.check,
      diff: options.diff,
      user: options.user,
      privateKey: options.privateKey,
      become: {
        always: options.become,
        user: options.becomeUser,
        password: passwordIn(options.becomePasswordFile),
      },
      output: options.output,
      file: options.report,
      verbosity: options.verbose,
    }
    const jobs = options.files.map(file => prepare(file, settled))
    const listed = jobs.map(job => {
      if (options.syntaxCheck) return `playbook: ${job.playbook.file}\n`
      if (options.listHosts) return hostListing(job)
      return options.listTasks ? taskListing(job, each => selectsTags(each, tags)) : undefined
    })
    if (listed[0] === undefined) return executeAll(jobs, settled, terminal)
    terminal.out(listed.join(''))
    return EXIT.converged
  },
})

/** Runs one playbook after the other; stops at the first that did not converge. */
async function executeAll(
  jobs: readonly Job[],
  options: JobOptions,
  terminal: Parameters<typeof execute>[2],
): Promise<number> {
  for (const job of jobs) {
    const { exitCode } = await execute(job, options, terminal)
    if (exitCode !== EXIT.converged) return exitCode
  }
  return EXIT.converged
}

function commaList(options: readonly string[]): string[] {
  return options
    .flatMap(text => text.split(','))
    .map(tag => tag.trim())
    .filter(tag => tag !== '')
}

function positive(forks: number): number {
  if (Number.isInteger(forks) && forks > 0) return forks
  throw new UsageFault('--forks must be a whole number above 0')
}

function passwordIn(file: string | undefined): string | undefined {
  if (file === undefined) return undefined
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw new UsageFault(`--become-password-file: ${messageOf(error)}`, { cause: error })
  }
}
