import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { parseYaml } from '../../src/base/yaml.ts'
import { type Lab, pathsOf } from '../../src/lab/index.ts'
import { filesOf } from './files.ts'
import { processesOf, readOn } from './labs.ts'

/** What nobody may see of a lab that was provisioned, by what it is. */
export function secretsOf(lab: Lab): Readonly<Record<string, string>> {
  const file = pathsOf(lab.directory).inventory
  const { value } = parseYaml(readFileSync(file, 'utf8'), file)
  const { registry_users: users } = (value as Inventory).all.vars
  const keys = {
    'the key of the authority': readOn(lab, 'master1', '/etc/origin/master/ca.key'),
    'the key of the registry': readOn(lab, 'infra1', '/etc/wharfinger/registry/registry.key'),
  }
  return Object.fromEntries([
    ...users.map(({ name, password }) => [`the password of ${name}`, password]),
    // One line of it is enough to know it by.
    ...Object.entries(keys).map(([what, key]) => [what, key?.split('\n')[3] ?? '']),
  ])
}

interface Inventory {
  readonly all: {
    readonly vars: { readonly registry_users: readonly { name: string; password: string }[] }
  }
}

/** Looks at the hosts' processes again and again until it is stopped; resolves to every word and variable that was seen. */
export function watchProcesses(lab: Lab): () => Promise<string> {
  const seen = new Set<string>()
  let isOver = false
  const watching = (async () => {
    while (!isOver) {
      for (const { name } of lab.hosts) {
        for (const { words, environment } of await processesOf(lab, name)) {
          seen.add(words).add(environment)
        }
      }
      await delay(25)
    }
  })()
  return async function stop() {
    isOver = true
    await watching
    return [...seen].join('\n')
  }
}

/** The files of a host that everybody may read and that hold one of the secrets, each with what it gives away. */
export function leaksOn(
  lab: Lab,
  host: string,
  secrets: Readonly<Record<string, string>>,
): string[] {
  const leaks: string[] = []
  for (const { path, full, stat } of filesOf(lab, host)) {
    if (!stat.isFile() || (stat.mode & 0o004) === 0) continue
    const content = readFileSync(full)
    for (const [what, secret] of Object.entries(secrets)) {
      if (content.includes(secret)) leaks.push(`${path} gives away ${what}`)
    }
  }
  return leaks
}
