import { readFileSync } from 'node:fs'
import { isMissing } from '../../../base/files.ts'
import { HOST_PATH } from '../path.ts'
import type { Definition } from './definition.ts'
import { parseEnvironmentFile } from './environmentFile.ts'
import type { Environment } from './words.ts'

/** The environment of a service's processes. Throws when a file without a leading `-` can't be read. */
export function serviceEnvironment(definition: Definition): Environment {
  const environment: Record<string, string> = { PATH: HOST_PATH, LANG: 'C.UTF-8' }
  for (const assignment of definition.environment) {
    const equals = assignment.indexOf('=')
    if (equals > 0) environment[assignment.slice(0, equals)] = assignment.slice(equals + 1)
  }
  for (const file of definition.environmentFiles) {
    Object.assign(environment, parseEnvironmentFile(readEnvironmentFile(file)))
  }
  return environment
}

function readEnvironmentFile(file: string): string {
  try {
    return readFileSync(file.replace(/^-/, ''), 'utf8')
  } catch (error) {
    if (file.startsWith('-') && isMissing(error)) return ''
    throw error
  }
}
