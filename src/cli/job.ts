import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UsageFault } from '../base/fault.ts'
import type { Located } from '../base/yaml.ts'
import {
  type Host,
  type Inventory,
  type Layer,
  loadInventory,
  selectHosts,
} from '../engine/inventory/index.ts'
import type { Report } from '../engine/module/index.ts'
import { loadPlaybook, type Play, type Playbook } from '../engine/playbook/index.ts'
import { type BecomeDefaults, type RunEnd, runPlaybook } from '../engine/run/index.ts'
import { transport } from '../engine/transport/index.ts'
import { checkNames, createScope, render } from '../engine/values/index.ts'
import { modulesByName } from '../modules/index.ts'
import { askSecret } from './ask.ts'
import type { Terminal } from './command.ts'
import { type ReporterOptions, reporterFor } from './reporters.ts'
import { VERSION } from './version.ts'

/** How playbooks are to be run: the options of `wharf playbook`, settled. */
export interface JobOptions extends ReporterOptions {
  readonly inventory: readonly string[]
  readonly limit: string | undefined
  readonly tags: readonly string[]
  readonly skipTags: readonly string[]
  readonly extraVars: readonly Layer[]
  readonly forks: number
  readonly check: boolean
  readonly diff: boolean
  readonly user: string | undefined
  readonly privateKey: string | undefined
  readonly become: BecomeDefaults | undefined
}

/** A playbook with its inventory, found without fault. */
export interface Job {
  readonly playbook: Playbook
  readonly inventory: Inventory
  hostsOf(play: Play): readonly Host[]
}

const MODULES = modulesByName()

/** What users of the package find beside its code: the shipped roles, the daemon. */
export const HOME = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Reads a playbook and its inventory and checks all that can be checked before a host is touched. Throws a Fault. */
export function prepare(file: string, options: JobOptions): Job {
  if (!existsSync(file)) throw new UsageFault(`no such playbook: ${file}`)
  const inventory = loadInventory(inventorySources(options.inventory), {
    playbookDirectory: dirname(file),
  })
  const playbook = loadPlaybook(file, { modules: MODULES, rolesPath: [resolve(HOME, 'roles')] })
  const hostsOf = (play: Play): readonly Host[] =>
    selectHosts(inventory, patternOf(play, options.extraVars), options.limit)
  if (playbook.plays.flatMap(hostsOf).length === 0 && options.limit !== undefined) {
    throw new UsageFault(`--limit ${options.limit} leaves no host of this playbook`)
  }
  const extra = options.extraVars.flatMap(layer => Object.keys(layer.vars.value))
  checkNames(playbook, { inventory, hostsOf, extraVars: extra })
  return { playbook, inventory, hostsOf }
}

/** Runs a prepared playbook, reporting as the options say and to `watch` beside. */
export async function execute(
  job: Job,
  options: JobOptions,
  terminal: Terminal,
  watch: Report = () => {},
): Promise<RunEnd> {
  const reporter = reporterFor(options, terminal)
  try {
    return await runPlaybook(job.playbook, {
      inventory: job.inventory,
      transport: transport({
        environment: terminal.environment,
        askPassphrase: file => askSecret(`Passphrase of ${file}`, terminal.signal),
      }),
      setup: MODULES.get('setup'),
      report(event) {
        watch(event)
        reporter.report(event)
      },
      magic: { wharf_version: VERSION, wharf_home: HOME },
      signal: terminal.signal,
      tags: { only: options.tags, skip: options.skipTags },
      limit: options.limit,
      extraVars: options.extraVars,
      forks: options.forks,
      check: options.check,
      diff: options.diff,
      verbosity: options.verbosity,
      user: options.user,
      privateKey: options.privateKey,
      become: options.become,
    })
  } finally {
    await reporter.close()
  }
}

/** The inventories that `-i` named, else the one in the working directory. Throws a UsageFault when there is none. */
export function inventorySources(given: readonly string[]): readonly string[] {
  if (given.length > 0) return given
  if (existsSync('inventory.yaml')) return ['inventory.yaml']
  throw new UsageFault('no inventory', { hint: 'name one with -i, or keep it in inventory.yaml' })
}

/** A play's pattern may hold extra vars, which are all that is known before hosts are. */
function patternOf(play: Play, extraVars: readonly Layer[]): Located<string> {
  return { ...play.hosts, value: String(render(play.hosts, createScope(extraVars, {}))) }
}
