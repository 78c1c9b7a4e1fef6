import { execFile } from 'node:child_process'
import { chownSync, readdirSync, rmSync } from 'node:fs'
import { promisify } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { labDirectory } from '../helpers/lab.ts'

const NOBODY = 65534

// Everything of a lab's life, as whoever runs the script.
const SCRIPT = `
import { down, up } from './src/lab/index.ts'
import { login, run } from './test/helpers/lab.ts'
const directory = process.argv[1]
const lab = await up({ directory, hosts: ['node1'] })
const client = await login(lab, 'node1')
const { stdout } = await run(client, 'id -u; cat /proc/self/uid_map; systemctl is-active docker; chown 1001 /root || echo EINVAL')
client.end()
await down(directory)
process.stdout.write(stdout)`

test('an ordinary user has a lab too', async () => {
  const isRoot = process.getuid?.() === 0
  const directory = labDirectory()
  if (isRoot) chownSync(directory, NOBODY, NOBODY)
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', SCRIPT, directory],
    isRoot ? { uid: NOBODY, gid: NOBODY, env: { PATH: process.env['PATH'] } } : {},
  )
  const [uid, map = '', docker, chown] = stdout.split('\n')
  assert.is(uid, '0')
  assert.is(map.trim().split(/\s+/).at(-1), '1')
  assert.is(docker, 'active')
  assert.is(chown, 'EINVAL')
  assert.equal(readdirSync(directory), [])
  rmSync(directory, { recursive: true })
})

test.run()
