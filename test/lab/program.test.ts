import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BOOT_SCRIPT } from '../../src/lab/bootScript.ts'
import { loaderOptions, ownProgram } from '../../src/lab/program.ts'

test('hosts run the entry that lies beside the code of this process', () => {
  const { directory, mount, words } = ownProgram()
  const entry = words.at(-1) ?? ''
  assert.ok(entry.startsWith(`${mount}/`))
  assert.ok(existsSync(join(directory, entry.slice(mount.length))))
})

test('of the options of Node only loaders go with it', () => {
  const options = ['--inspect', '--import', 'tsx', '-e', 'x', '--require=y', '--title', 'z']
  assert.equal(loaderOptions(options), ['--import', 'tsx', '--require=y'])
})

test('the boot script is one that sh can read', () => {
  const { status, stderr } = spawnSync('sh', ['-n'], { input: BOOT_SCRIPT })
  assert.is(status, 0, String(stderr))
})

test.run()
