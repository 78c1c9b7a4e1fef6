import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Command } from '../../../src/cli/command.ts'
import { duCommand } from '../../../src/cli/registry/du.ts'
import { fsckCommand } from '../../../src/cli/registry/fsck.ts'
import { gcCommand } from '../../../src/cli/registry/gc.ts'
import { inspectCommand } from '../../../src/cli/registry/inspect.ts'
import { lsCommand } from '../../../src/cli/registry/ls.ts'
import { repoRmCommand } from '../../../src/cli/registry/repoRm.ts'
import type { Digest } from '../../../src/registry/oci/index.ts'
import { filesystemDriver } from '../../../src/registry/storage/drivers/filesystem.ts'
import { blobData, layerLink } from '../../../src/registry/storage/layout.ts'
import { folder } from '../../helpers/folder.ts'
import { faultIn } from '../../helpers/rejection.ts'
import { type CommandEnd, runCommand } from '../../helpers/runCommand.ts'
import { type StoredImages, storedImages } from '../../helpers/storedImages.ts'

interface Context {
  home: Disposable & { readonly path: string }
  app: StoredImages
  image: Digest
  run: (command: Command, ...words: string[]) => Promise<CommandEnd>
}

const CREATED = '2026-03-20T12:00:00Z'

const test = suite<Context>('commands on the storage')
test.before.each(async context => {
  context.home = folder()
  const { path } = context.home
  const driver = filesystemDriver({ rootdirectory: path })
  context.app = storedImages(driver, 'team/app')
  const config = { os: 'linux', architecture: 'amd64', created: CREATED }
  context.image = await context.app.image({ layers: ['x'.repeat(2048)], config, tag: 'v1' })
  await context.app.index([context.image], { tag: 'all' })
  await storedImages(driver, 'team/other').image({ layers: ['x'.repeat(2048)], tag: 'v2' })
  const file = configFile(path, '')
  context.run = (command, ...words) => {
    const [name = ''] = command.command.split(' ')
    return runCommand(command, [name, file, ...words])
  }
})
test.after.each(({ home }) => home[Symbol.dispose]())

test('ls lists repositories, and where they are if asked', async ({ run }) => {
  assert.is((await run(lsCommand)).out, 'REPOSITORY  TAGS\nteam/app       2\nteam/other     1\n')
  assert.match((await run(lsCommand, '--paths')).out, 'docker/registry/v2/repositories/team/app\n')
})

test('ls lists the tags of a repository', async ({ run, image }) => {
  const { out } = await run(lsCommand, 'team/app')
  const [headings, all, v1] = out.split('\n')

  assert.match(headings ?? '', /^TAG +TYPE +SIZE +CREATED +PUSHED +DIGEST$/)
  assert.match(all ?? '', /^all +index +2\.1KiB +2026-03-20T12:00:00Z /)
  assert.match(v1 ?? '', /^v1 +image +2\.1KiB +2026-03-20T12:00:00Z +\d{4}-/)
  assert.match(v1 ?? '', image)
})

test('ls says which repository may have been meant', async ({ run }) => {
  assert.match((await faultIn(run(lsCommand, 'team/ap'))).message, 'did you mean "team/app"?')
})

test('du tells what is shared, and the whole', async ({ run, app }) => {
  await app.blob('y'.repeat(1000))
  const { out } = await run(duCommand, '--output', 'json')
  const { repositories, whole } = JSON.parse(out)

  assert.is(repositories[0].repository, 'team/app')
  assert.is(repositories[0].shared, 2048)
  assert.is(repositories[0].total, repositories[0].unique + 2048)
  assert.is(whole.total, repositories[0].total + repositories[1].unique)
  assert.match((await run(duCommand)).out, /team\/other +\d+B +2KiB +2\.\dKiB +3\n/)
  assert.not.match((await run(duCommand, 'team/app')).out, 'team/other')
})

test('inspect shows an image whole, with the paths of its parts', async ({ run, app, image }) => {
  const layer = await app.blob('x'.repeat(2048))
  const { out } = await run(inspectCommand, 'team/app:all', '--paths')

  for (const part of [
    'index sha256:',
    `image ${image}`,
    'platform: linux/amd64',
    `created: ${CREATED}`,
    `blob ${layer} 2KiB`,
    'also in: team/other',
    `data: ${blobData(layer)}`,
    `link: ${layerLink(app.repository, layer)}`,
  ]) {
    assert.match(out, part)
  }
  assert.is((await run(inspectCommand, `team/app@${image}`)).code, 0)
  assert.match((await faultIn(run(inspectCommand, 'team/app'))).message, 'no tag "latest"')
})

test('repo rm removes a repository, and gc frees what it alone had', async ({ run, app }) => {
  const layer = await app.blob('x'.repeat(2048))
  await run(repoRmCommand, 'team/app')
  const { out, code } = await run(gcCommand, '--grace', '0')

  assert.is((await run(lsCommand)).out, 'REPOSITORY  TAGS\nteam/other     1\n')
  assert.is(code, 0)
  assert.match(out, /^team\/other: marking manifest sha256:/)
  assert.match(out, /\n3 blobs marked, 3 blobs and 0 manifests eligible for deletion\n/)
  assert.match(out, /\nblob eligible for deletion: sha256:/)
  assert.match(out, /\nFreed up \d+B of disk space\n$/)
  assert.ok(await app.driver.stat(blobData(layer)))
})

test('gc says what it would do, to programs too', async ({ run, app }) => {
  const digest = await app.blob('stray')
  const quiet = await run(gcCommand, '--dry-run', '--grace', '0', '--quiet')
  const json = JSON.parse((await run(gcCommand, '-d', '--grace', '0', '--output', 'json')).out)

  assert.match(quiet.out, /^6 blobs marked, 1 blobs and 0 manifests .*\nWould free up 5B of/)
  assert.is(json.blobs, 1)
  assert.equal(json.eligible.at(-1), { kind: 'eligibleBlob', digest, size: 5 })
  assert.ok(await app.driver.stat(blobData(digest)))
})

test('gc leaves what the configuration says is too young', async ({ run, app }) => {
  const digest = await app.blob('stray')
  await run(gcCommand)

  assert.ok(await app.driver.stat(blobData(digest)))
})

test('gc ends at once when it is interrupted, having changed nothing', async ({ home, app }) => {
  const digest = await app.blob('stray')
  const file = configFile(home.path, '')
  const words = ['gc', file, '--grace', '0']
  const fault = await faultIn(runCommand(gcCommand, words, AbortSignal.abort()))

  assert.is(fault.exitCode, 130)
  assert.ok(await app.driver.stat(blobData(digest)))
})

test('gc refuses where the cluster knows what is in use', async ({ home }) => {
  const file = configFile(home.path, 'auth: { openshift: { realm: openshift } }')
  const fault = await faultIn(runCommand(gcCommand, ['gc', file]))

  assert.match(fault.message, 'auth.openshift')
})

test('fsck exits 2 while something is wrong that it did not repair', async ({ run, app }) => {
  assert.is((await run(fsckCommand)).code, 0)
  const layer = await app.blob('x'.repeat(2048))
  const path = layerLink(app.repository, layer)
  await app.driver.write(path, Buffer.from(''))
  const found = await run(fsckCommand)

  assert.is(found.code, 2)
  assert.match(
    found.out,
    `${path}\n  the link is empty or torn\n  with --repair it is written again\n`,
  )
  assert.match(found.out, /1 findings, 1 remain\n$/)
  assert.is((await run(fsckCommand, '--repair')).code, 0)
  assert.equal(JSON.parse((await run(fsckCommand, '--output', 'json')).out).findings, [])
})

test('commands refuse a storage that is not there, and one in another memory', async ({ home }) => {
  for (const [storage, message] of [
    ['filesystem: { rootdirectory: /nowhere/at/all }', 'storage.filesystem.rootdirectory'],
    ['inmemory: {}', 'storage'],
  ] as const) {
    const file = join(home.path, 'other.yml')
    writeFileSync(file, `version: 0.1\nstorage: { ${storage} }\n`)
    assert.match((await faultIn(runCommand(lsCommand, ['ls', file]))).message, message)
  }
})

test.run()

function configFile(root: string, more: string): string {
  const file = join(root, 'config.yml')
  const storage = JSON.stringify({ filesystem: { rootdirectory: root } })
  writeFileSync(file, `version: 0.1\nstorage: ${storage}\n${more}\n`)
  return file
}
