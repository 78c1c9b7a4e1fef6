import { fileURLToPath } from 'node:url'
import { EXIT } from '../../base/fault.ts'
import type { Architecture } from '../../registry/bundle/index.ts'
import { command } from '../command.ts'

const ARCHITECTURES: readonly Architecture[] = ['x64', 'arm64']

/** `wharf registry bundle` */
export const bundleCommand = command({
  command: 'bundle',
  summary: 'Make the self-contained daemon that is installed on hosts',
  options: yargs =>
    yargs
      .option('arch', {
        choices: ARCHITECTURES,
        default: process.arch as Architecture,
        defaultDescription: "this machine's",
        describe: 'The processor of the hosts',
      })
      .option('output', {
        alias: 'o',
        type: 'string',
        default: fileURLToPath(new URL('../../../dist/daemon', import.meta.url)),
        defaultDescription: 'dist/daemon',
        describe: 'The directory that gets linux-<arch>',
      })
      .option('quiet', { type: 'boolean', default: false, describe: 'Say nothing' }),
  async run({ arch, output, quiet }, terminal) {
    const { bundleDaemon } = await import('../../registry/bundle/index.ts')
    const { directory, digest, isNew } = await bundleDaemon({ architecture: arch, output })
    if (!quiet) terminal.out(`${directory} ${digest}${isNew ? '' : ' (unchanged)'}\n`)
    return EXIT.converged
  },
})
