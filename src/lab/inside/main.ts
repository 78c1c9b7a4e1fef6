import { once } from 'node:events'
import { readFile } from 'node:fs/promises'

// What runs inside a lab's host. Each role loads what it needs and no more, for a lab starts nine of these at once.
const stop = new AbortController()
process.on('SIGTERM', () => stop.abort())
await run(process.argv.slice(2), stop.signal)

async function run([role, ...words]: readonly string[], signal: AbortSignal): Promise<void> {
  if (role === 'init') {
    const { runInit } = await import('./init/index.ts')
    await runInit(signal)
  } else if (role === 'sshd') {
    const [address = '', port, hostKey = ''] = words
    const { runSshd } = await import('./sshd/index.ts')
    await runSshd({ address, port: Number(port), hostKey }, signal)
  } else if (role === 'apiserver') {
    const [config = ''] = words
    const { startApiServer } = await import('../apiserver/index.ts')
    const server = await startApiServer(JSON.parse(await readFile(config, 'utf8')))
    if (!signal.aborted) await once(signal, 'abort')
    await server.close()
  } else throw new Error(`no role ${role}`)
}
