import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { Settings } from './settings.ts'
import type { UnitFiles } from './unitFiles.ts'
import { splitWords } from './words.ts'

/** One command of a unit, its words not yet expanded. */
export interface UnitCommand {
  readonly words: readonly string[]
  /** A leading `-`: failing is as good as succeeding. */
  readonly mayFail: boolean
}

/** What a service's files say, read once; edits count after the next load. */
export interface Definition {
  readonly name: string
  readonly files: UnitFiles
  readonly description: string
  readonly type: string
  readonly commands: Readonly<Record<Phase, readonly UnitCommand[]>>
  readonly environment: readonly string[]
  /** `-` in front: a file that isn't there is no error. */
  readonly environmentFiles: readonly string[]
  readonly user: string | undefined
  readonly workingDirectory: string | undefined
  readonly stateDirectories: readonly string[]
  readonly runtimeDirectories: readonly string[]
  readonly restart: string
  readonly restartDelay: number
  readonly startTimeout: number
  readonly stopTimeout: number
  readonly startLimit: { readonly count: number; readonly interval: number }
  readonly killSignal: NodeJS.Signals
  readonly killMode: string
  readonly successStatuses: readonly string[]
  readonly remainsAfterExit: boolean
  readonly wantedBy: readonly string[]
}

const PHASES = ['StartPre', 'Start', 'StartPost', 'Reload', 'Stop', 'StopPost'] as const
export type Phase = (typeof PHASES)[number]

/** Reads a service's files from below a root directory. */
export function readDefinition(files: UnitFiles, root = '/'): Definition {
  const paths = [files.fragment, ...files.dropIns].filter(path => path !== '')
  const texts = files.state === 'found' ? paths.map(path => readText(join(root, path))) : []
  const settings = new Settings(texts.map(text => withSpecifiers(text, files.name)))
  const phase = (name: Phase): UnitCommand[] =>
    settings.all('Service', `Exec${name}`).map(toCommand)
  const type = settings.last('Service', 'Type') ?? 'simple'
  const stopTimeout = settings.duration('Service', 'TimeoutSec', 90_000)
  return {
    name: files.name,
    files,
    description: settings.last('Unit', 'Description') ?? files.name,
    type,
    commands: {
      StartPre: phase('StartPre'),
      Start: phase('Start'),
      StartPost: phase('StartPost'),
      Reload: phase('Reload'),
      Stop: phase('Stop'),
      StopPost: phase('StopPost'),
    },
    environment: words(settings, 'Environment'),
    environmentFiles: settings.all('Service', 'EnvironmentFile'),
    user: settings.last('Service', 'User'),
    workingDirectory: settings.last('Service', 'WorkingDirectory'),
    stateDirectories: words(settings, 'StateDirectory'),
    runtimeDirectories: words(settings, 'RuntimeDirectory'),
    restart: settings.last('Service', 'Restart') ?? 'no',
    restartDelay: settings.duration('Service', 'RestartSec', 100),
    startTimeout: settings.duration(
      'Service',
      'TimeoutStartSec',
      type === 'oneshot' ? Number.POSITIVE_INFINITY : stopTimeout,
    ),
    stopTimeout: settings.duration('Service', 'TimeoutStopSec', stopTimeout),
    startLimit: startLimit(settings),
    killSignal: signalOf(settings.last('Service', 'KillSignal')),
    killMode: settings.last('Service', 'KillMode') ?? 'control-group',
    successStatuses: words(settings, 'SuccessExitStatus'),
    remainsAfterExit: settings.isTrue('Service', 'RemainAfterExit'),
    wantedBy: settings.all('Install', 'WantedBy').flatMap(splitWords),
  }
}

function toCommand(text: string): UnitCommand {
  const prefix = /^[-@:+!]*/.exec(text)?.[0] ?? ''
  return { words: splitWords(text.slice(prefix.length)), mayFail: prefix.includes('-') }
}

function words(settings: Settings, key: string): string[] {
  return settings.all('Service', key).flatMap(splitWords)
}

function startLimit(settings: Settings): Definition['startLimit'] {
  const count = settings.last('Unit', 'StartLimitBurst')
  return {
    count: count === undefined ? 5 : Number(count),
    interval: settings.duration('Unit', 'StartLimitIntervalSec', 10_000),
  }
}

function signalOf(name = 'SIGTERM'): NodeJS.Signals {
  // A name the kernel does not know fails when it is sent, with that name in the message.
  return (name.startsWith('SIG') ? name : `SIG${name}`) as NodeJS.Signals
}

/** Replaces the specifiers that service files use. */
function withSpecifiers(text: string, name: string): string {
  const [prefix = '', instance = ''] = name.replace(/\.service$/, '').split('@')
  const meaning: Record<string, string> = {
    n: name,
    N: name.replace(/\.service$/, ''),
    p: prefix,
    i: instance,
    I: instance,
    H: hostname(),
    h: '/root',
    t: '/run',
    S: '/var/lib',
    L: '/var/log',
    u: 'root',
    '%': '%',
  }
  return text.replace(/%([a-zA-Z%])/g, (match, letter: string) => meaning[letter] ?? match)
}

function readText(path: string): string {
  return readFileSync(path, 'utf8')
}
