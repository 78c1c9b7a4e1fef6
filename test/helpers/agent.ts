import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ssh2, { type ParsedKey } from 'ssh2'

/** An ssh-agent that holds these keys. */
export async function startAgent(
  keys: readonly (ParsedKey | Error)[],
): Promise<{ readonly socket: string; stop(): Promise<void> }> {
  const held = keys.filter(key => 'sign' in key)
  const root = mkdtempSync(join(tmpdir(), 'wharfinger-agent-'))
  const socket = join(root, 'agent')
  const open = new Set<Socket>()
  const server = createServer(stream => {
    open.add(stream)
    const protocol = new ssh2.AgentProtocol(false)
    for (const end of [stream, protocol]) end.on('error', () => undefined)
    protocol.on('identities', request => protocol.getIdentitiesReply(request, [...held]))
    protocol.on('sign', (request, wanted: ParsedKey, data, options) => {
      const key = held.find(one => wanted.getPublicSSH().equals(one.getPublicSSH()))
      if (key) protocol.signReply(request, key.sign(data, options.hash))
      else protocol.failureReply(request)
    })
    stream.pipe(protocol).pipe(stream)
  })
  await new Promise<void>(resolve => server.listen(socket, resolve))
  return {
    socket,
    async stop() {
      for (const stream of open) stream.destroy()
      await new Promise(resolve => server.close(resolve))
      rmSync(root, { recursive: true, force: true })
    },
  }
}
