import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Fault } from '../../base/fault.ts'
import { unplaced } from '../../base/yaml.ts'
import { readYamlFile, shownPath } from '../../base/yamlFile.ts'
import { addHost, type Draft } from './draft.ts'
import { addGroups } from './groups.ts'
import { parseHostName } from './hostName.ts'

/** Where a source was read from. */
export interface Source {
  readonly file: string
  /** Its group_vars and host_vars lie here. A list of hosts has none. */
  readonly directory: string | undefined
}

/** Reads one `-i` into the draft: a YAML file, a folder of them, or hosts with commas (`a,b,`). */
export function readSource(draft: Draft, source: string): Source {
  if (source.includes(',')) return addList(draft, source)
  const path = resolve(source)
  if (!existsSync(path))
    throw new Fault(`no such inventory: ${source}`, {
      hint: `a host instead of a file needs a comma behind it: \`-i ${source},\``,
    })
  const isDirectory = statSync(path).isDirectory()
  const files = isDirectory ? filesIn(path) : [path]
  for (const file of files) addGroups(draft, readYaml(file))
  return {
    file: files[0] ?? path,
    directory: isDirectory ? path : dirname(path),
  }
}

function addList(draft: Draft, source: string): Source {
  for (const entry of source.split(/,(?![^[]*\])/).map(text => text.trim())) {
    if (entry === '') continue
    const { names, port } = parseHostName(entry)
    const layers =
      port === undefined ? [] : [{ name: '-i', vars: unplaced({ ansible_port: port }) }]
    for (const name of names) addHost(draft, 'all', name, layers)
  }
  return { file: source, directory: undefined }
}

const SKIPPED = /^\.|~$|\.(orig|bak|ini|cfg|retry|pyc|pyo|swp|rpm|md|txt|rst)$/
const VARIABLES = new Set(['group_vars', 'host_vars'])

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => !SKIPPED.test(entry.name) && !VARIABLES.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesIn(path) : [path]
    })
}

function readYaml(path: string): ReturnType<typeof readYamlFile> {
  try {
    return readYamlFile(path)
  } catch (error) {
    if (/\.(ya?ml|json)$/.test(path) || !(error instanceof Fault)) throw error
    throw new Fault(`${shownPath(path)} is not a YAML inventory`, {
      place: error.place,
      hint: 'inventories are read from YAML and JSON; INI files and scripts are not supported yet',
      cause: error,
    })
  }
}
