import { readdir } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { glob, parse } from 'ssh-config'
import { Fault, messageOf } from '../../base/fault.ts'
import { readIfThere } from '../../base/files.ts'

/** The settings of one host, by their names in lower case; the first value given for a name holds. */
export interface SshConfig {
  get(name: string): string | undefined
  /** All the words or files that a name was given. */
  all(name: string): readonly string[]
}

const DEEPEST_INCLUDE = 16

/** The text of a configuration file with what it includes; nothing when there is no such file. */
export async function readSshConfig(file: string, home: string, depth = 0): Promise<string> {
  const text = (await readIfThere(file))?.toString() ?? ''
  if (!/^\s*include\b/im.test(text)) return text
  if (depth > DEEPEST_INCLUDE) throw new Fault(`${file}: includes too deep`)
  const lines: string[] = []
  let section = 'Match all'
  for (const line of text.split('\n')) {
    if (/^\s*(host|match)\b/i.test(line)) section = line
    const [, patterns] = /^\s*include[\s=]+(.*)$/i.exec(line) ?? []
    if (patterns === undefined) {
      lines.push(line)
      continue
    }
    for (const included of await filesOf(patterns, dirname(file), home))
      lines.push(await readSshConfig(included, home, depth + 1))
    // What follows belongs to the section around the include, not to the last one inside.
    lines.push(section)
  }
  return lines.join('\n')
}

/** What a configuration says of the host called so on the command line. */
export function sshConfigFor(text: string, host: string, user: string | undefined): SshConfig {
  try {
    const settings = parse(text.replace(COMMAND, sealed)).compute(
      user === undefined ? { Host: host } : { Host: host, User: user },
      { ignoreCase: true, matchExec: false },
    )
    const all = (name: string): readonly string[] =>
      [settings[name] ?? []].flat().map(value => (name === 'proxycommand' ? opened(value) : value))
    return { get: name => all(name)[0], all }
  } catch (error) {
    throw new Fault(`the ssh configuration can't be read: ${messageOf(error)}`, { cause: error })
  }
}

/** The parser would take the quotes out of a command line; it is handed over in a form that has none. */
const COMMAND = /^(\s*ProxyCommand(?:\s*=\s*|\s+))(.*)$/gim

function sealed(_line: string, name: string, command: string): string {
  return name + Buffer.from(command.trim()).toString('base64url')
}

function opened(command: string): string {
  return Buffer.from(command, 'base64url').toString()
}

async function filesOf(patterns: string, folder: string, home: string): Promise<string[]> {
  const found: string[] = []
  for (const word of patterns.trim().split(/\s+/)) {
    const path = word.replace(/^~(?=\/)/, home).replaceAll('"', '')
    const pattern = isAbsolute(path) ? path : join(folder, path)
    const names = /[*?]/.test(basename(pattern)) ? await namesIn(dirname(pattern)) : []
    const matching = names.filter(name => glob(basename(pattern), name)).sort()
    if (names.length === 0 && !/[*?]/.test(pattern)) found.push(pattern)
    found.push(...matching.map(name => join(dirname(pattern), name)))
  }
  return found
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}
