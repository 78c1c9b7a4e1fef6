import { EXIT, Fault } from '../../base/fault.ts'
import type { Digest, Repository } from '../../registry/oci/index.ts'
import type { Driver } from '../../registry/storage/index.ts'
import { command } from '../command.ts'
import { inspectText } from './inspectText.ts'
import { repositoryNamed } from './named.ts'
import { openStorage } from './openStorage.ts'
import { CONFIG, jsonText, OUTPUT, PATHS } from './storageOptions.ts'

/** `wharf registry inspect CONFIG NAME[:TAG|@DIGEST]` */
export const inspectCommand = command({
  command: 'inspect <config> <image>',
  summary: 'Show what an image consists of, where that is, and who else needs it',
  options: yargs =>
    yargs
      .positional('config', CONFIG)
      .positional('image', {
        type: 'string',
        demandOption: true,
        describe: 'NAME, NAME:TAG or NAME@DIGEST; the tag is latest where none is given',
      })
      .option('paths', PATHS)
      .option('output', OUTPUT),
  async run({ config, image, paths, output }, terminal) {
    const { driver } = await openStorage(config, terminal)
    const { inspectManifest } = await import('../../registry/storage/maintenance/index.ts')
    const { name, tag, digest } = partsOf(image)
    const repository = await repositoryNamed(driver, name)
    const manifest = await inspectManifest(
      driver,
      repository,
      digest === undefined ? await pointedAt(driver, repository, tag) : await parsed(digest),
    )
    if (manifest.kind === 'missing') throw new Fault(`${name} has no manifest ${manifest.digest}`)
    terminal.out(output === 'json' ? jsonText(manifest) : inspectText(manifest, paths))
    return EXIT.converged
  },
})

function partsOf(image: string) {
  const [named = '', digest] = image.split('@', 2)
  const [name = '', tag = 'latest'] = named.split(':', 2)
  return { name, tag, digest }
}

async function parsed(text: string): Promise<Digest> {
  const { parseDigest } = await import('../../registry/oci/index.ts')
  const digest = parseDigest(text)
  if (digest === undefined) throw new Fault(`not a digest: ${text}`)
  return digest
}

async function pointedAt(driver: Driver, repository: Repository, name: string): Promise<Digest> {
  const { parseTag } = await import('../../registry/oci/index.ts')
  const { tagsIn } = await import('../../registry/storage/index.ts')
  const tag = parseTag(name)
  const digest = tag && (await tagsIn(driver).find(repository, tag))
  if (digest !== undefined) return digest
  throw new Fault(`${repository} has no tag "${name}"`, {
    hint: `\`wharf registry ls CONFIG ${repository}\` lists them`,
  })
}
