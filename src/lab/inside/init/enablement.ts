import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Definition } from './definition.ts'
import { ADMIN_DIRECTORY, type UnitFiles } from './unitFiles.ts'

/** `UnitFileState` of a unit. */
export function unitFileState(files: UnitFiles, definition: Definition | undefined): string {
  if (files.state === 'masked') return 'masked'
  if (files.state === 'missing' || !definition) return ''
  if (definition.wantedBy.length === 0) return 'static'
  return linksOf(definition).some(isLink) ? 'enabled' : 'disabled'
}

/** Links a unit into the targets that want it. Says what it did. */
export function enable(definition: Definition): string[] {
  return linksOf(definition)
    .filter(link => !isLink(link))
    .map(link => makeLink(link, definition.files.fragment))
}

/** Takes a unit out of the targets that want it. Says what it did. */
export function disable(definition: Definition): string[] {
  return linksOf(definition)
    .filter(isLink)
    .map(link => {
      rmSync(link)
      return `Removed "${link}".`
    })
}

/** Hides a unit behind /dev/null. Throws when a file of its own is in the way. */
export function mask(name: string): string[] {
  const link = join(ADMIN_DIRECTORY, name)
  if (isLink(link) && readlinkSync(link) === '/dev/null') return []
  if (existsSync(link)) throw new Error(`File ${link} already exists.`)
  return [makeLink(link, '/dev/null')]
}

export function unmask(name: string): string[] {
  const link = join(ADMIN_DIRECTORY, name)
  if (!isLink(link) || readlinkSync(link) !== '/dev/null') return []
  rmSync(link)
  return [`Removed "${link}".`]
}

/** The units that start with the host. */
export function wantedAtBoot(): string[] {
  const directory = join(ADMIN_DIRECTORY, 'multi-user.target.wants')
  return existsSync(directory) ? readdirSync(directory).sort() : []
}

function linksOf(definition: Definition): string[] {
  return definition.wantedBy.map(target =>
    join(ADMIN_DIRECTORY, `${target}.wants`, definition.name),
  )
}

function makeLink(link: string, target: string): string {
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(target, link)
  return `Created symlink ${link} → ${target}.`
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}
