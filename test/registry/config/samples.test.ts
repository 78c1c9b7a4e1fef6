import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { configCheckCommand } from '../../../src/cli/registry/configCheck.ts'
import { type LoadedConfig, readConfig } from '../../../src/registry/config/index.ts'
import { logTo, startRegistry } from '../../../src/registry/index.ts'
import { recorder } from '../../helpers/recorder.ts'
import { faultIn } from '../../helpers/rejection.ts'
import { CLOUDFRONT, DEFAULT_3_2, DEFAULT_3_9, NOTIFICATIONS, S3 } from './samples.ts'

interface Context {
  readonly directory: string
  read(text: string): Promise<LoadedConfig>
}

const SAMPLES = { DEFAULT_3_2, DEFAULT_3_9, S3, CLOUDFRONT, NOTIFICATIONS }

const test = suite<Context>("the documentation's configurations")
test.before.each(context => {
  const directory = mkdtempSync(join(tmpdir(), 'wharfinger-samples-'))
  Object.assign(context, {
    directory,
    read(text: string) {
      writeFileSync(join(directory, 'config.yml'), text)
      return readConfig(join(directory, 'config.yml'))
    },
  })
})
test.after.each(({ directory }) => rmSync(directory, { recursive: true }))

for (const [name, text] of Object.entries(SAMPLES)) {
  test(`are accepted: ${name}`, async ({ directory }) => {
    const file = join(directory, 'config.yml')
    writeFileSync(file, text)
    const terminal = recorder()

    const code = await configCheckCommand.run({ file, _: [], $0: 'wharf' }, terminal)

    assert.is(code, 0)
    assert.is(terminal.printed.out, `${file}: ok\n`)
  })
}

test('are warned of where they mean something else than they say', async ({ read }) => {
  const s3 = (await read(S3)).warnings
  assert.ok(s3.includes('storage.cache.layerinfo is deprecated: use storage.cache.blobdescriptor'))
  assert.ok(s3.some(text => text.startsWith('storage.s3.v4auth is false')))
  assert.equal((await read(NOTIFICATIONS)).warnings, [
    'notifications.endpoints[0].timeout: 500 counts nanoseconds; for milliseconds write 500ms',
    'notifications.endpoints[0].backoff: 1000 counts nanoseconds; for milliseconds write 1000ms',
    'no auth section: everyone may pull and push',
  ])
  const swapped = CLOUDFRONT.replace(/ {4}- name: cloudfront[\s\S]*(?= {4}- name)/, '').concat(
    '    - name: cloudfront\n      options: { baseurl: https://x/, privatekey: /k, keypairid: K }\n',
  )
  assert.match((await read(swapped)).warnings.join(), 'cloudfront must come before openshift')
})

test('are read in all their eras', async ({ read }) => {
  const old = (await read(DEFAULT_3_2)).config
  const later = (await read(DEFAULT_3_9)).config

  assert.is(old.openshift.compatibility.acceptschema2, false)
  assert.is(later.openshift.compatibility.acceptschema2, true)
  for (const { openshift } of [old, later]) {
    assert.is(openshift.quota.cachettl, 60_000)
    assert.is(openshift.cache.blobrepositoryttl, 600_000)
    assert.is(openshift.pullthrough.mirror, true)
  }
})

const BROKEN: readonly (readonly [text: string, message: string, line?: number])[] = [
  [S3.replace('    bucket: bucketname\n', ''), 'config: "storage.s3.bucket": no bucket parameter'],
  [S3.replace(/ {4}region.*\n/g, ''), 'config: "storage.s3.region": no region parameter provided'],
  [
    CLOUDFRONT.replace('us-east-1', 'mars'),
    'config: "storage.s3.region": invalid region provided: mars',
    14,
  ],
  [S3.replace('chunksize: 5242880', 'chunksize: 1024'), 'config: "storage.s3.chunksize": ', 21],
  [
    S3.replace('secretkey', 'secretkei'),
    'config: unknown key "secretkei" in "storage.s3" (did you mean "secretkey"?)',
    13,
  ],
  [
    S3.replace('  s3:', '  filesystem: {}\n  s3:'),
    'config: "storage": must provide exactly one storage type. Provided: [filesystem s3]',
  ],
  [
    CLOUDFRONT.replace(/ {8}keypairid.*\n/, ''),
    'config: middleware.storage.0.options.keypairid: no keypairid provided',
  ],
  [
    NOTIFICATIONS.replace('https://url:1234/path', 'url:port/path'),
    'config: "notifications.endpoints.0.url": not an absolute http or https URL',
    9,
  ],
  [
    NOTIFICATIONS.replace('threshold: 5', 'treshold: 5'),
    'config: unknown key "treshold" in "notifications.endpoints.0" (did you mean "threshold"?)',
    14,
  ],
  [
    DEFAULT_3_2.replace('level: debug', 'level: loud'),
    'config: "log.level": invalid loglevel loud Must be one of [error, warn, info, debug]',
    3,
  ],
  [
    DEFAULT_3_9.replace('version: 1.0', 'version: 2.0'),
    'config: "openshift.version": unsupported openshift configuration version',
    16,
  ],
  [
    DEFAULT_3_9.replace('    enabled: false\n    secret', '    enabled: true\n    secret'),
    'config: "openshift.metrics.secret": openshift.metrics.secret field cannot be empty',
  ],
  [
    DEFAULT_3_2.replace(
      '  openshift:\n    realm',
      '  htpasswd: { path: /h }\n  openshift:\n    realm',
    ),
    'config: "auth": must provide exactly one type. Provided: [openshift htpasswd]',
  ],
  [
    DEFAULT_3_2.replace('version: 0.1', 'version: 0.2'),
    'config: "version": unsupported version',
    1,
  ],
  [
    DEFAULT_3_2.replace('middleware:', 'proxy: { remoteurl: https://x }\nmiddleware:'),
    'config: proxy: proxy is not supported with the openshift middleware, use openshift.pullthrough',
    16,
  ],
  [
    `${DEFAULT_3_2.replace(/middleware:[\s\S]*/, '')}openshift: { strictMiddleware: true }\n`,
    'config: Configuration error: OpenShift registry middleware not activated',
  ],
]

for (const [text, message, line] of BROKEN) {
  test(`are refused when broken: ${message}`, async ({ read }) => {
    assert.not.ok(Object.values(SAMPLES).includes(text), 'the sample was not changed')

    const fault = await faultIn(read(text))

    assert.is(fault.message.slice(0, message.length), message)
    if (line !== undefined) assert.is(fault.place?.line, line)
  })
}

test('are not served where a part is not built yet, and that is said', async ({ read }) => {
  for (const [text, message] of [
    [S3, 'config: storage.s3: this driver is not built yet'],
    [DEFAULT_3_9, 'config: auth.openshift: access by a cluster is not built yet'],
  ] as const) {
    const { config } = await read(text)
    const log = logTo(() => undefined, config.log)
    assert.is((await faultIn(startRegistry(config, log))).message, message)
  }
})

test.run()
