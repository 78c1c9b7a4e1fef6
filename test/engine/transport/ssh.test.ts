import { sshTransport } from '../../../src/engine/transport/index.ts'
import { transportContract } from '../../contracts/transport.ts'
import { startSshServer } from '../../helpers/sshServer.ts'

transportContract('ssh', async () => {
  const server = await startSshServer()
  return {
    transport: sshTransport({ environment: server.environment, lockPatience: 0 }),
    variables: server.variables,
    dispose: () => server.stop(),
  }
})
