import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Distribution } from '../../../src/registry/observe/metrics/distribution.ts'
import { histogram } from '../../../src/registry/observe/metrics/metric.ts'
import { startDaemon } from '../../helpers/daemon.ts'
import { call, pushImage, type TestRegistry, testRegistry } from '../../helpers/registry.ts'
import { rejection } from '../../helpers/rejection.ts'

const test = suite('metrics')

const OFFERED = {
  http: { addr: '127.0.0.1:0', debug: { addr: '127.0.0.1:0', prometheus: { enabled: true } } },
  openshift: { version: '1.0', metrics: { enabled: true, secret: 's3cret' } },
} as const

/** The samples of a page: `name{labels}` and its number. */
function samples(text: string): Map<string, number> {
  const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map(line => {
      const space = line.lastIndexOf(' ')
      return [line.slice(0, space), Number(line.slice(space + 1))]
    }),
  )
}

function debugUrl(log: string): string {
  const [, port] = /debug server listening [\d.]+:(\d+)/.exec(log) ?? []
  return `http://127.0.0.1:${port}`
}

async function metricsOf(log: string): Promise<Map<string, number>> {
  const { status, text } = await call('GET', `${debugUrl(log)}/metrics`)
  assert.is(status, 200)
  return samples(text)
}

test('counts requests, storage and process under the names of both registries', async () => {
  await using registry = await testRegistry(OFFERED)
  await pushImage(registry, 'project/app', '1.0')
  await registry.call('GET', '/v2/project/app/manifests/1.0')
  await registry.call('GET', '/v2/project/app/manifests/2.0')

  const page = await metricsOf(registry.log.join(''))
  assert.is(page.get('imageregistry_http_requests_total{code="200",method="get"}'), 1)
  assert.is(page.get('imageregistry_http_requests_total{code="404",method="get"}'), 1)
  assert.is(page.get('imageregistry_http_in_flight_requests'), 0)
  assert.is(page.get('imageregistry_http_request_duration_seconds_count{method="post"}'), 2)
  assert.is(
    page.get('imageregistry_request_duration_seconds_count{operation="ManifestService.Put"}'),
    1,
  )
  assert.is(page.get('registry_http_requests_total{code="200",handler="manifest",method="get"}'), 1)
  assert.is(page.get('imageregistry_http_time_to_write_header_seconds_bucket{le="+Inf"}'), 5)
  assert.ok((page.get('imageregistry_http_request_size_bytes_sum') ?? 0) > 300)
  const stats = page.get(
    'registry_storage_action_seconds_count{driver="filesystem",action="PutContent"}',
  )
  assert.ok((stats ?? 0) > 0)
  assert.ok((page.get('process_resident_memory_bytes') ?? 0) > 1e6)
})

test('puts each value into the buckets of all larger bounds', () => {
  const made = new Distribution([1, 10])
  for (const value of [0.5, 1, 5, 50]) made.add(value)
  const title = { name: 'x', help: 'A test.' }

  const { values } = histogram(title, [
    [{ a: 'b' }, made],
    [{ a: 'b' }, made],
  ])
  assert.equal(
    values.map(({ metricName, labels, value }) => [metricName, labels['le'], value]),
    [
      ['x_bucket', '1', 4],
      ['x_bucket', '10', 6],
      ['x_bucket', '+Inf', 8],
      ['x_sum', undefined, 113],
      ['x_count', undefined, 8],
    ],
  )
})

test('has buckets that add up', async () => {
  await using registry = await testRegistry(OFFERED)
  for (let index = 0; index < 5; index += 1) await registry.call('GET', '/v2/')

  const { text } = await call('GET', `${debugUrl(registry.log.join(''))}/metrics`)
  const buckets = [...text.matchAll(/^registry_http_request_duration_seconds_bucket.* (\d+)$/gm)]
  const counts = buckets.map(([, count]) => Number(count))
  assert.equal(
    counts,
    [...counts].sort((a, b) => a - b),
  )
  assert.is(counts.at(-1), 5)
})

test("shows OpenShift's route to who knows the secret", async () => {
  await using registry = await testRegistry(OFFERED)
  const ask = (authorization?: string) =>
    registry.call('GET', '/extensions/v2/metrics', {
      headers: authorization === undefined ? {} : { authorization },
    })

  assert.is((await ask()).status, 401)
  assert.is((await ask('Bearer s3cre')).status, 401)
  assert.is((await ask('Basic s3cret')).status, 401)
  const answer = await ask('Bearer s3cret')
  assert.is(answer.status, 200)
  assert.match(String(answer.headers['content-type']), /^text\/plain; version=0\.0\.4/)
  assert.match(answer.text, 'imageregistry_http_requests_total{code="401",method="get"} 3')
})

test('offers nothing unless it is told to', async () => {
  await using registry = await testRegistry()

  assert.is((await registry.call('GET', '/extensions/v2/metrics')).status, 404)
})

test('refuses to start without a secret', async () => {
  const openshift = { version: '1.0', metrics: { enabled: true } } as const
  const start = async (): Promise<TestRegistry> => testRegistry({ openshift })

  assert.match((await rejection(start())).message, 'openshift.metrics.secret')
})

test('is one page for all processes', async () => {
  await using daemon = await startDaemon({ ...OFFERED, http: { ...OFFERED.http, workers: 2 } })
  for (let index = 0; index < 20; index += 1) await call('GET', `${daemon.url}/v2/`)

  const page = await metricsOf(daemon.log)
  assert.is(page.get('imageregistry_http_requests_total{code="200",method="get"}'), 20)
  const same = await call('GET', `${daemon.url}/extensions/v2/metrics`, {
    headers: { authorization: 'Bearer s3cret' },
  })
  assert.is(
    samples(same.text).get('imageregistry_http_requests_total{code="200",method="get"}'),
    20,
  )
})

test.run()
