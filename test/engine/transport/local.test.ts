import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localTransport } from '../../../src/engine/transport/index.ts'
import { transportContract } from '../../contracts/transport.ts'

transportContract('local', async () => {
  const root = mkdtempSync(join(tmpdir(), 'wharfinger-local-'))
  return {
    transport: localTransport({ lockPatience: 0 }),
    variables: { wharf_state_dir: root },
    dispose: async () => rmSync(root, { recursive: true }),
  }
})
