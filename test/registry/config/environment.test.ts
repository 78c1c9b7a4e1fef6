import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { configShowCommand } from '../../../src/cli/registry/configShow.ts'
import {
  type Environment,
  readConfig,
  showConfig,
  showYaml,
} from '../../../src/registry/config/index.ts'
import { recorder } from '../../helpers/recorder.ts'
import { faultIn } from '../../helpers/rejection.ts'
import { DEFAULT_3_2, DEFAULT_3_9, NOTIFICATIONS } from './samples.ts'

interface Context {
  readonly file: string
  /** What a key is, and where it came from, under an environment. */
  shown(text: string, environment: Environment, key: string): Promise<string>
}

const test = suite<Context>('environment variables')
test.before.each(context => {
  const directory = mkdtempSync(join(tmpdir(), 'wharfinger-environment-'))
  const file = join(directory, 'config.yml')
  Object.assign(context, {
    file,
    async shown(text: string, environment: Environment, key: string) {
      writeFileSync(file, text)
      const keys = showConfig(await readConfig(file, environment))
      const found = keys.find(each => each.key === key)
      return `${JSON.stringify(found?.value)} ${found?.origin.replace(file, 'FILE')}`
    },
  })
})
test.after.each(({ file }) => rmSync(join(file, '..'), { recursive: true }))

test('lie over the file, typed as YAML', async ({ shown }) => {
  for (const [name, value, key, expected] of [
    ['REGISTRY_LOG_LEVEL', 'error', 'log.level', '"error"'],
    ['REGISTRY_HTTP_ADDR', '127.0.0.1:5001', 'http.addr', '"127.0.0.1:5001"'],
    ['REGISTRY_STORAGE_DELETE_ENABLED', 'false', 'storage.delete.enabled', 'false'],
    ['REGISTRY_TAGS_MAXTAGS', '5', 'tags.maxtags', '5'],
    ['REGISTRY_HTTP_SECRET', '0123', 'http.secret', '"***"'],
    ['REGISTRY_LOG_FIELDS_SERVICE', '7', 'log.fields.service', '7'],
    ['REGISTRY_AUTH_HTPASSWD', '{ path: /h, realm: "yes" }', 'auth.htpasswd.realm', '"yes"'],
    ['REGISTRY_HTTP_DRAINTIMEOUT', '1m30s', 'http.draintimeout', '"90s"'],
    ['REGISTRY_LOG_FIELDS', '{service: x}', 'log.fields.service', '"x"'],
    ['REGISTRY_LOG_FIELDS_SERVICE', 'y', 'log.fields.service', '"y"'],
    [
      'REGISTRY_STORAGE_MAINTENANCE_READONLY',
      '{"enabled":true}',
      'storage.maintenance.readonly.enabled',
      'true',
    ],
    ['REGISTRY_HTTP_HEADERS', '{X-A: [b]}', 'http.headers.X-A[0]', '"b"'],
    ['REGISTRY_OPENSHIFT_QUOTA_ENABLED', 'true', 'openshift.quota.enabled', 'true'],
  ] as const) {
    assert.is(await shown(NOTIFICATIONS, { [name]: value }, key), `${expected} env ${name}`)
  }
})

test('set elements of lists, and append one', async ({ shown, file }) => {
  const first = { REGISTRY_NOTIFICATIONS_ENDPOINTS_0_URL: 'https://other/' }
  const key = 'notifications.endpoints[0].url'
  const [name = ''] = Object.keys(first)
  assert.is(await shown(NOTIFICATIONS, first, key), `"https://other/" env ${name}`)
  const second = { REGISTRY_NOTIFICATIONS_ENDPOINTS_1: '{name: two, url: https://two/}' }
  assert.match(
    await shown(NOTIFICATIONS, second, 'notifications.endpoints[1].url'),
    '"https://two/"',
  )
  const third = { REGISTRY_NOTIFICATIONS_ENDPOINTS_3_NAME: 'x' }
  const fault = await faultIn(readConfig(file, third))
  assert.match(fault.message, /REGISTRY_NOTIFICATIONS_ENDPOINTS_3_NAME: the list has 1 elements/)
})

test('that say more come after those that say less', async ({ shown }) => {
  const environment = {
    REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: '/second',
    REGISTRY_STORAGE_FILESYSTEM: '{rootdirectory: /first}',
  }
  assert.match(
    await shown(NOTIFICATIONS, environment, 'storage.filesystem.rootdirectory'),
    '"/second" env REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY',
  )
})

test('that nobody knows are warned of, but not those of Kubernetes', async ({ file }) => {
  writeFileSync(file, NOTIFICATIONS)
  const { warnings } = await readConfig(file, {
    REGISTRY_PORT: 'tcp://10.0.0.1:5000',
    REGISTRY_PORT_5000_TCP_ADDR: '10.0.0.1',
    REGISTRY_SERVICE_HOST: '10.0.0.1',
    REGISTRY_SERVICE_PORT_HTTP: '5000',
    REGISTRY_CONFIGURATION_PATH: '/x',
    REGISTRY_HTPP_ADDR: ':1',
    REGISTRY_VERSION: '2',
    REGISTRY_MIDDLEWARE_REPOSITORY_0_NAME: 'x',
    HOME: '/',
  })
  assert.equal(
    warnings.filter(text => text.startsWith('Ignoring')),
    ['REGISTRY_HTPP_ADDR', 'REGISTRY_MIDDLEWARE_REPOSITORY_0_NAME', 'REGISTRY_VERSION'].map(
      name => `Ignoring unrecognized environment variable ${name}`,
    ),
  )
})

test('are named where their value is no good', async ({ file }) => {
  writeFileSync(file, NOTIFICATIONS)
  const broken = await faultIn(readConfig(file, { REGISTRY_LOG_FIELDS: '{' }))
  assert.match(broken.message, 'environment variable REGISTRY_LOG_FIELDS')
  for (const [name, value, message] of [
    ['REGISTRY_LOG_LEVEL', 'loud', '"log.level": invalid loglevel loud'],
    ['REGISTRY_HTTP_TIMEOUTS', '{ headers: soon }', '"http.timeouts.headers": not a duration'],
    ['REGISTRY_STORAGE_FILESYSTEM', '{ rootdir: /x }', 'unknown key "rootdir" in "storage.f'],
    ['REGISTRY_PROXY', '{ remoteurl: https://x }', 'proxy: a registry that stands in'],
  ] as const) {
    const fault = await faultIn(readConfig(file, { [name]: value }))
    assert.match(fault.message, `config: environment variable ${name}: ${message}`)
    assert.is(fault.place, undefined)
  }
})

test('of old set what they always set, and win', async ({ shown, file }) => {
  const prefix = 'REGISTRY_MIDDLEWARE_REPOSITORY_OPENSHIFT_'
  for (const [name, value, key, expected] of [
    ['ACCEPTSCHEMA2', 'TRUE', 'openshift.compatibility.acceptschema2', 'true'],
    ['ENFORCEQUOTA', 'true', 'openshift.quota.enabled', 'true'],
    ['PROJECTCACHETTL', '2m', 'openshift.quota.cachettl', '"2m"'],
    ['BLOBREPOSITORYCACHETTL', '3m', 'openshift.cache.blobrepositoryttl', '"3m"'],
    ['PULLTHROUGH', 'false', 'openshift.pullthrough.enabled', 'false'],
    ['MIRRORPULLTHROUGH', 'false', 'openshift.pullthrough.mirror', 'false'],
  ] as const) {
    for (const text of [DEFAULT_3_2, DEFAULT_3_9]) {
      const environment = { [prefix + name]: value }
      assert.is(await shown(text, environment, key), `${expected} env ${prefix}${name}`)
    }
  }
  const bad = { [`${prefix}ENFORCEQUOTA`]: 'x' }
  assert.match(
    (await faultIn(readConfig(file, bad))).message,
    `configuration error in openshift.quota.enabled: invalid value of environment variable ${prefix}ENFORCEQUOTA: "x" is not a boolean`,
  )
})

test('name the server in the order that they always had', async ({ shown }) => {
  const environment = {
    REGISTRY_OPENSHIFT_SERVER_ADDR: 'third:5000',
    DOCKER_REGISTRY_URL: 'second:5000',
    OPENSHIFT_DEFAULT_REGISTRY: 'first:5000',
    DOCKER_REGISTRY_SERVICE_HOST: '10.0.0.1',
    DOCKER_REGISTRY_SERVICE_PORT: '5000',
  }
  for (const [expected, name] of [
    ['first:5000', 'OPENSHIFT_DEFAULT_REGISTRY'],
    ['second:5000', 'DOCKER_REGISTRY_URL'],
    ['third:5000', 'REGISTRY_OPENSHIFT_SERVER_ADDR'],
    ['10.0.0.1:5000', 'DOCKER_REGISTRY_SERVICE_HOST'],
  ] as const) {
    const shownNow = await shown(DEFAULT_3_9, environment, 'openshift.server.addr')
    assert.is(shownNow, `"${expected}" env ${name}`)
    delete (environment as Record<string, string>)[name]
  }
})

test('set the version of TLS and its ciphers', async ({ shown, file }) => {
  const text = `${NOTIFICATIONS}http: { tls: { certificate: /c, key: /k } }\n`
  const minimum = { REGISTRY_HTTP_TLS_MINVERSION: 'VersionTLS13' }
  assert.match(await shown(text, minimum, 'http.tls.minimumtls'), '"tls1.3" env REGISTRY_HTTP')
  const bad = { REGISTRY_HTTP_TLS_MINVERSION: 'TLS9' }
  assert.match(
    (await faultIn(readConfig(file, bad))).message,
    'invalid TLS version "TLS9" specified in REGISTRY_HTTP_TLS_MINVERSION: unknown tls version "TLS9"',
  )
})

test('and all else is shown with where it came from, and without secrets', async ({ file }) => {
  writeFileSync(
    file,
    `version: 0.1\nstorage: { inmemory: {} }\nhttp: { secret: hunter2, headers: { X-Auth-Token: [hunter2] } }\nnotifications: { endpoints: [{ name: a, url: "https://me:hunter2@host/" }] }\n`,
  )
  const terminal = recorder({ REGISTRY_OPENSHIFT_METRICS_SECRET: 'hunter2' })

  await configShowCommand.run({ file, output: 'yaml', _: [], $0: 'wharf' }, terminal)

  const { out } = terminal.printed
  assert.not.match(out, 'hunter2')
  const lines = out.split('\n')
  for (const [start, end] of [
    ["  secret: '***'", `# ${file}:3`],
    ["    secret: '***'", '# env REGISTRY_OPENSHIFT_METRICS_SECRET'],
    ["      - '***'", `# ${file}:3`],
    ['      url: https://***@host/', `# ${file}:4`],
    ['  addr: :5000', '# default'],
    ['  draintimeout: 29s', '# default'],
  ] as const) {
    const line = lines.find(each => each.startsWith(start) && each.endsWith(end))
    assert.ok(line, `${start} … ${end}: ${out}`)
  }
})

test('and what is shown is a configuration that says the same', async ({ file }) => {
  for (const text of [DEFAULT_3_2, DEFAULT_3_9, NOTIFICATIONS, TWO_OF_ALL]) {
    writeFileSync(file, text)
    const read = await readConfig(file)
    writeFileSync(file, showYaml(showConfig(read)))
    assert.equal((await readConfig(file)).config, read.config)
  }
})

const TWO_OF_ALL = `version: 0.1
storage: inmemory
log: { fields: { 'a: b': "two\\nlines", '#': '' } }
http: { headers: { X-A: ['1', 'b # c'], X-B: [] } }
notifications:
  endpoints:
    - { name: one, url: https://one/, headers: { Accept: [text/plain, '*/*'] } }
    - { name: two, url: https://two/, ignore: { actions: [pull, push] } }
middleware: { storage: [{ name: redirect, options: { baseurl: https://x/ } }] }
`

test.run()
