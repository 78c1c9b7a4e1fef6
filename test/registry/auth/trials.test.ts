import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readConfig } from '../../../src/registry/config/index.ts'
import { pushImage, testRegistry } from '../../helpers/registry.ts'

const test = suite('access for trials')
const storage = { inmemory: {} }

test('by silly takes any header, but wants one', async () => {
  await using registry = await testRegistry({ storage, auth: { silly: { realm: 'try' } } })
  const none = await registry.call('GET', '/v2/demo/app/tags/list')
  const any = { headers: { authorization: 'anything' } }
  await pushImage(registry, 'demo/app', '1', any)

  assert.is(none.status, 401)
  const challenge = 'Bearer realm="try",service="registry",scope="repository:demo/app:pull"'
  assert.is(none.headers['www-authenticate'], challenge)
  assert.is((await registry.call('GET', '/v2/', any)).status, 200)
  assert.match((await registry.call('GET', '/v2/_catalog', any)).text, 'demo/app')
  const empty = await registry.call('GET', '/v2/', { headers: { authorization: '' } })
  assert.is(empty.status, 401)
})

test('by none asks nobody anything', async () => {
  await using registry = await testRegistry({ storage, auth: { none: {} } })
  await pushImage(registry, 'app', '1')

  assert.is((await registry.call('GET', '/v2/_catalog')).status, 200)
})

test('is warned of', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'wharfinger-trials-'))
  const file = join(directory, 'config.yml')
  for (const [auth, warning] of [
    ['', 'no auth section'],
    ['auth: { none: {} }', 'auth.none: everyone may pull and push'],
    ['auth: { silly: { realm: x } }', 'auth.silly: any Authorization header will do'],
  ] as const) {
    writeFileSync(file, `version: 0.1\nstorage: { inmemory: {} }\n${auth}\n`)
    const { warnings } = await readConfig(file, {})
    assert.match(warnings.join('\n'), warning)
  }
  rmSync(directory, { recursive: true })
})

test.run()
