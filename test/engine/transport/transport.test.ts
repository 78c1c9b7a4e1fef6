import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../../src/engine/module/index.ts'
import { transport } from '../../../src/engine/transport/index.ts'
import { rejection } from '../../helpers/rejection.ts'
import { CALM, runAll, withConnection } from '../../helpers/session.ts'
import { startSshServer } from '../../helpers/sshServer.ts'

test('goes the way that ansible_connection names, by SSH when it names none', async () => {
  const server = await startSshServer()
  const root = mkdtempSync(join(tmpdir(), 'wharfinger-transport-'))
  const any = transport({ environment: server.environment })
  const homeOf = (variables: Readonly<Record<string, unknown>>): Promise<string> =>
    withConnection(any, variables, async connection => {
      const [result] = await runAll(await connection.session(), [{ check: sh`cd; pwd` }])
      return String(result?.check?.stdout).trim()
    })

  for (const way of ['ssh', 'smart', undefined])
    assert.is(await homeOf({ ...server.variables, ansible_connection: way }), server.home)
  const here = { ansible_connection: 'local', wharf_state_dir: root }
  assert.is.not(await homeOf(here), server.home)

  await server.stop()
  rmSync(root, { recursive: true })
})

test('refuses a way that it does not know', async () => {
  for (const way of ['docker', 'toString']) {
    const variables = { ansible_connection: way }
    const error = await rejection(transport().connect('h', variables, { run: 'r', signal: CALM }))

    assert.is(error.message, `ansible_connection: "${way}" is not a way to a host`)
  }
})

test.run()
