import { readFile } from 'node:fs/promises'
import { EXIT } from '../../base/fault.ts'
import { command } from '../command.ts'

/** The small API server, as the master's unit starts it. Nobody types it. */
export const apiServerCommand = command({
  command: '_apiserver',
  summary: false,
  options: yargs => yargs.option('config', { type: 'string', demandOption: true }),
  async run({ config }, { signal }) {
    const { startApiServer } = await import('../../lab/apiserver/index.ts')
    const server = await startApiServer(JSON.parse(await readFile(config, 'utf8')))
    await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
    await server.close()
    return EXIT.converged
  },
})
