import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '../../../src/base/fault.ts'
import { type Config, loadConfig } from '../../../src/registry/config/index.ts'

const test = suite<{ directory: string }>('config')
test.before.each(context => {
  context.directory = mkdtempSync(join(tmpdir(), 'wharfinger-config-'))
})
test.after.each(({ directory }) => rmSync(directory, { recursive: true }))

function load(directory: string, text: string): Promise<Config> {
  const path = join(directory, 'config.yml')
  writeFileSync(path, text)
  return loadConfig(path)
}

async function faultOf(directory: string, text: string): Promise<Fault> {
  try {
    await load(directory, text)
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
  throw new Error(`no fault in ${text}`)
}

const STORAGE = 'storage: { filesystem: { rootdirectory: /registry } }\n'

test('fills in what a short file leaves out', async ({ directory }) => {
  const config = await load(directory, `version: 0.1\n${STORAGE}`)

  assert.is(config.log.level, 'info')
  assert.is(config.http.addr.port, 5000)
  assert.is(config.http.addr.host, undefined)
  assert.is(config.http.draintimeout, 29_000)
  assert.is(config.auth, undefined)
  assert.is(config.storage.maintenance.readonly.enabled, false)
})

test('reads what a long file says', async ({ directory }) => {
  writeFileSync(join(directory, 'secret'), 'shared\n')
  const config = await load(
    directory,
    `version: '0.1'
log: { level: debug, formatter: json, fields: { service: registry } }
http:
  addr: '[::1]:5443'
  secretfile: ${directory}/secret
  draintimeout: 1h1m1.5s
  tls: { certificate: /c, key: /k, minimumtls: tls1.3 }
  headers: { X-Content-Type-Options: [nosniff] }
storage:
  filesystem: {}
  maintenance: { readonly: { enabled: true } }
auth:
  htpasswd: { path: /h }
  policy: { path: /p }
health:
  storagedriver: { enabled: true, threshold: 3 }
  file: [{ file: /tmp/down, interval: 1s }]
`,
  )

  assert.equal(config.http.addr, { host: '::1', port: 5443, text: '[::1]:5443' })
  assert.is(config.http.secret, 'shared')
  assert.is(config.http.draintimeout, 3_661_500)
  assert.is(config.storage.filesystem?.rootdirectory, '/var/lib/registry')
  assert.is(config.health.storagedriver.interval, 10_000)
  assert.is(config.health.file[0]?.interval, 1000)
})

test('names the key that is wrong, and its line', async ({ directory }) => {
  for (const [text, message, line] of [
    [`version: 0.1\n${STORAGE}htpp: {}\n`, 'unknown key "htpp" (did you mean "http"?)', 3],
    [
      `version: 0.1\n${STORAGE}http:\n  adr: :5000\n`,
      'unknown key "adr" in "http" (did you mean "addr"?)',
      4,
    ],
    [`version: 0.2\n${STORAGE}`, '"version": unsupported version', 1],
    [`version: 0.1\n${STORAGE}http: { addr: 5000x }`, '"http.addr": not an address', 3],
    [`version: 0.1\n${STORAGE}http: { addr: ':99999' }`, '"http.addr": not an address', 3],
    [`version: 0.1\n${STORAGE}http: { draintimeout: soon }`, '"http.draintimeout": not a dur', 3],
    [`version: 0.1\n${STORAGE}log: { level: loud }`, '"log.level"', 3],
    ['version: 0.1\n', '"storage"', 1],
    ['version: 0.1\nstorage: {}\n', 'no storage configuration provided', 2],
    [
      'version: 0.1\nstorage: { filesystem: {}, inmemory: {} }\n',
      'exactly one storage type. Provided: [filesystem inmemory]',
      2,
    ],
    [`version: 0.1\n${STORAGE}http: { tls: { certificate: x } }`, '"http.tls.key"', 3],
    [
      `version: 0.1\n${STORAGE}auth: { none: {}, policy: { path: /p } }`,
      '"auth.policy": goes with htpasswd only',
      3,
    ],
    [`version: 0.1\n${STORAGE}auth: {}`, 'must provide exactly one type', 3],
    [`version: 0.1\n${STORAGE}http: { headers: { X: ["a\\nb"] } }`, 'not a header value', 3],
    [`version: 0.1\nversion: 0.1\n${STORAGE}`, 'not valid YAML', 2],
  ] as const) {
    const fault = await faultOf(directory, text)
    assert.match(fault.message, message, text)
    assert.is(fault.place?.line, line, text)
  }
})

test('says which file it cannot read', async ({ directory }) => {
  assert.match(
    (await faultOf(directory, `version: 0.1\n${STORAGE}http: { secretfile: /nowhere }`)).message,
    'http.secretfile: cannot read /nowhere',
  )
  assert.match(
    (await faultOf(directory, `version: 0.1\n${STORAGE}http: { secretfile: /x, secret: y }`))
      .message,
    'exclude each other',
  )
  try {
    await loadConfig(join(directory, 'none.yml'))
    assert.unreachable()
  } catch (error) {
    assert.instance(error, Fault)
    assert.match(String(error), 'none.yml')
  }
})

test.run()
