import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ConfigInput } from '../../../src/registry/index.ts'
import { Inventory } from '../../../src/registry/notify/spool/inventory.ts'
import { digestOf } from '../../../src/registry/oci/index.ts'
import { startDaemon } from '../../helpers/daemon.ts'
import { call, pushBlob, pushImage, testRegistry } from '../../helpers/registry.ts'
import { faultIn } from '../../helpers/rejection.ts'
import { startSink } from '../../helpers/sink.ts'

const test = suite<{ folder: string }>('notifications')
test.before.each(context => {
  context.folder = mkdtempSync(join(tmpdir(), 'wharfinger-notify-'))
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true }))

const endpoint = (url: string, more: object = {}) => ({
  notifications: { endpoints: [{ name: 'sink', url, timeout: '2s', backoff: '5ms', ...more }] },
})

test('tells of pushes and pulls, each in a request of its own', async () => {
  await using sink = await startSink()
  await using registry = await testRegistry(endpoint(sink.url))
  const digest = await pushImage(registry, 'project/app', '1.0')
  await registry.call('HEAD', '/v2/project/app/manifests/1.0')
  await registry.call('GET', '/v2/project/app/manifests/1.0', {
    headers: { 'user-agent': 'tester/1' },
  })

  const [config, layer, push, pull, ...rest] = await sink.count(4)
  assert.is(rest.length, 0)
  for (const posted of [config, layer, push, pull]) {
    assert.is(posted?.headers['content-type'], 'application/vnd.docker.distribution.events.v2+json')
    assert.match(posted?.body ?? '', /^\{\n {3}"events": \[\n {6}\{\n/)
  }
  assert.is(config?.event.target.mediaType, 'application/octet-stream')
  assert.is(
    config?.event.target.url,
    `${registry.url}/v2/project/app/blobs/${config?.event.target.digest}`,
  )
  const { id, timestamp, request, source, ...event } = pull?.event ?? {}
  assert.match(id, /^[0-9a-f-]{36}$/)
  assert.ok(Date.parse(timestamp))
  assert.equal(event, {
    action: 'pull',
    target: {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest,
      size: push?.event.target.size,
      length: push?.event.target.size,
      repository: 'project/app',
      url: `${registry.url}/v2/project/app/manifests/${digest}`,
      tag: '1.0',
    },
    actor: {},
  })
  assert.match(request.id, /^[0-9a-f-]{36}$/)
  assert.match(request.addr, /^127\.0\.0\.1:\d+$/)
  assert.equal(
    [request.host, request.method, request.useragent],
    [new URL(registry.url).host, 'GET', 'tester/1'],
  )
  assert.match(source.addr, /^.+:\d+$/)
  assert.match(source.instanceID, /^[0-9a-f-]{36}$/)
})

test('tells of mounts and deletes', async () => {
  await using sink = await startSink()
  await using registry = await testRegistry(endpoint(sink.url, { ignore: { actions: ['push'] } }))
  const blob = await pushBlob(registry, 'project/from', 'shared')
  await registry.call('POST', `/v2/project/to/blobs/uploads/?mount=${blob}&from=project/from`)
  await registry.call('DELETE', `/v2/project/to/blobs/${blob}`)
  const digest = await pushImage(registry, 'project/app', '1.0')
  await registry.call('DELETE', '/v2/project/app/manifests/1.0')
  await registry.call('DELETE', `/v2/project/app/manifests/${digest}`)

  const targets = (await sink.count(4)).map(({ event }) => [event.action, event.target])
  assert.is(targets[0]?.[1].fromRepository, 'project/from')
  assert.is(targets[0]?.[1].repository, 'project/to')
  assert.equal(targets.slice(1), [
    ['delete', { repository: 'project/to', digest: blob }],
    ['delete', { repository: 'project/app', tag: '1.0' }],
    ['delete', { repository: 'project/app', digest }],
  ])
})

test('leaves out what an endpoint ignores', async () => {
  await using sink = await startSink()
  const ignoredmediatypes = ['application/octet-stream']
  await using registry = await testRegistry({
    notifications: {
      events: { includereferences: true },
      endpoints: [
        { name: 'off', url: sink.url, disabled: true },
        { name: 'on', url: sink.url, ignoredmediatypes, ignore: { actions: ['pull'] } },
      ],
    },
  })
  await pushImage(registry, 'project/app', '1.0')
  await registry.call('GET', '/v2/project/app/manifests/1.0')
  await pushImage(registry, 'project/app', '2.0')

  const taken = await sink.count(2)
  assert.equal(
    taken.map(({ event }) => event.target.tag),
    ['1.0', '2.0'],
  )
  assert.is(taken[0]?.event.target.references.length, 2)
  assert.match(registry.log.join(''), 'msg="endpoint disabled, skipping" endpoint=off')
})

test('tries until the endpoint takes it, in order, backing off', async () => {
  const statuses = [500, 404, 0, 503, 500, 200, 302]
  await using sink = await startSink(request => statuses[request - 1] ?? 200)
  await using registry = await testRegistry(endpoint(sink.url, { threshold: 3 }))
  await pushBlob(registry, 'project/app', 'a')
  await pushBlob(registry, 'project/app', 'bb')
  await pushBlob(registry, 'project/app', 'ccc')

  const taken = await sink.count(3)
  assert.equal(
    taken.map(({ event }) => event.target.size),
    [1, 2, 3],
  )
  assert.is(sink.asked, 8)
  const log = registry.log.join('')
  assert.match(log, 'retryingsink: error writing event, retrying')
  assert.match(log, `httpSink{${sink.url}} encountered too many errors, backing off`)
})

test('keeps what is not delivered for the next start', async ({ folder }) => {
  const dead = endpoint('http://127.0.0.1:1/', { threshold: 1, backoff: '1h' })
  {
    await using registry = await testRegistry(dead, folder)
    for (const content of ['a', 'bb', 'ccc']) await pushBlob(registry, 'project/app', content)
  }

  await using sink = await startSink()
  await using _ = await testRegistry(endpoint(sink.url), folder)
  const taken = await sink.count(3)
  assert.equal(
    taken.map(({ event }) => event.target.size),
    [1, 2, 3],
  )
})

test('keeps it through a crash, too', async ({ folder }) => {
  const dead = endpoint('http://127.0.0.1:1/', { threshold: 1, backoff: '1h' })
  const spool = join(folder, 'docker/registry/v2/_wharfinger/notify/sink')
  {
    await using daemon = await startDaemon({ ...dead, http: { workers: 2 } }, { root: folder })
    for (const content of ['a', 'bb', 'ccc']) {
      const path = `/v2/project/app/blobs/uploads/?digest=${digestOf(Buffer.from(content))}`
      assert.is((await call('POST', daemon.url + path, { body: content })).status, 201)
    }
    const inventory = new Inventory(spool)
    while ((await inventory.pending()) < 3) await new Promise(resolve => setTimeout(resolve, 5))
    daemon.signal('SIGKILL')
    await daemon.ended
  }

  await using sink = await startSink()
  await using _ = await testRegistry(endpoint(sink.url), folder)
  const sizes = (await sink.count(3)).map(({ event }) => event.target.size)
  assert.equal(sizes.sort(), [1, 2, 3])
})

test('takes no more than may wait, and says so', async ({ folder }) => {
  const dead = endpoint('http://127.0.0.1:1/', { threshold: 1, backoff: '1h', maxpending: 2 })
  await using registry = await testRegistry(dead, folder)
  for (const content of ['a', 'bb', 'ccc', 'dddd']) {
    await pushBlob(registry, 'project/app', content)
  }

  assert.match(registry.log.join(''), 'notifications: the queue is full')
})

test('does not wait for an answer longer than it is told to', async () => {
  await using sink = await startSink(request => (request === 1 ? -1 : 200))
  await using registry = await testRegistry(endpoint(sink.url, { timeout: '20ms' }))
  await pushBlob(registry, 'project/app', 'a')

  await sink.count(1)
  assert.ok(sink.asked >= 2)
  assert.match(registry.log.join(''), 'no answer within 20ms')
})

test('signs what it sends, and sends what is configured with it', async ({ folder }) => {
  const secretfile = join(folder, 'secret')
  writeFileSync(secretfile, 's3cret\n')
  await using sink = await startSink()
  await using registry = await testRegistry(
    endpoint(sink.url, { secretfile, headers: { 'X-From': ['here'] }, mediatype: 'v1' }),
  )
  await pushBlob(registry, 'project/app', 'a')

  const [posted] = await sink.count(1)
  const headers = posted?.headers ?? {}
  const expected = createHmac('sha256', 's3cret')
    .update(posted?.body ?? '')
    .digest('hex')
  assert.is(headers['x-hub-signature-256'], `sha256=${expected}`)
  assert.is(headers['x-from'], 'here')
  assert.is(headers['content-type'], 'application/vnd.docker.distribution.events.v1+json')
})

test('refuses to start with what can never work', async ({ folder }) => {
  const url = 'http://127.0.0.1:1/'
  const secretfile = join(folder, 'none')
  const a = { name: 'a', url }
  const broken: [ConfigInput['notifications'], string][] = [
    [{ endpoints: [{ ...a, secretfile }] }, 'notifications.endpoints.0.secretfile'],
    [{ endpoints: [{ ...a, headers: { 'a b': ['x'] } }] }, 'notifications.endpoints.0.headers'],
    [{ endpoints: [a, a] }, 'notifications.endpoints.1.name'],
  ]
  for (const [notifications, message] of broken) {
    const fault = await faultIn(testRegistry({ notifications }, folder))
    assert.match(fault.message, message)
  }
})

test('delivers what several processes hear of, and counts it', async () => {
  await using sink = await startSink()
  const http = {
    addr: '127.0.0.1:0',
    workers: 2,
    debug: { addr: '127.0.0.1:0', prometheus: { enabled: true } },
  }
  await using daemon = await startDaemon({ ...endpoint(sink.url), http })
  const manifests = `${daemon.url}/v2/project/app/manifests/1.0`
  await call('PUT', manifests, {
    headers: { 'content-type': 'application/vnd.oci.image.index.v1+json' },
    body: '{"schemaVersion":2,"manifests":[]}',
  })
  for (let index = 0; index < 20; index += 1) await call('GET', manifests)

  const taken = await sink.count(21)
  assert.is(taken[0]?.event.action, 'push')
  assert.is(new Set(taken.map(({ event }) => event.id)).size, 21)
  const [, port] = /debug server listening [\d.]+:(\d+)/.exec(daemon.log) ?? []
  const page = await call('GET', `http://127.0.0.1:${port}/metrics`)
  const events = 'registry_notifications_events_total{type="Events",endpoint="sink"} 21'
  assert.match(page.text, events)
  assert.match(page.text, 'registry_notifications_status_total{code="200 OK",endpoint="sink"} 21')
})

test.run()
