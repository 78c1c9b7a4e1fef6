import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { configOf, logTo } from '../../../src/registry/index.ts'
import { accessLog } from '../../../src/registry/observe/accessLog.ts'
import type { Answered } from '../../../src/registry/observe/answered.ts'
import type { Fields } from '../../../src/registry/observe/log.ts'
import { masked } from '../../../src/registry/observe/masked.ts'
import { requestLog } from '../../../src/registry/observe/requestLog.ts'
import { pushBlob, testRegistry } from '../../helpers/registry.ts'

const test = suite('request logs')

const GET: Answered = {
  method: 'GET',
  protocol: '1.1',
  operation: 'ping',
  status: 200,
  milliseconds: 1,
  millisecondsToAnswer: 1,
  received: 0,
  sent: 2,
  fields: () => ({
    'http.request.remoteaddr': '1.2.3.4:567',
    'http.request.uri': '/v2/',
    'http.request.useragent': 'docker/1.8.3',
  }),
}

test('writes the combined format', () => {
  const lines: string[] = []
  const observe = accessLog(
    line => lines.push(line),
    () => new Date(Date.UTC(2015, 9, 17, 19, 47, 37)),
  )
  const hostile: Fields = {
    ...GET.fields(),
    'auth.user.name': 'a b',
    'http.request.remoteaddr': '::1:567',
    'http.request.useragent': 'x"\ny',
  }

  observe(GET)
  observe({ ...GET, fields: () => hostile })

  assert.equal(lines, [
    '1.2.3.4 - - [17/Oct/2015:19:47:37 +0000] "GET /v2/ HTTP/1.1" 200 2 "" "docker/1.8.3"\n',
    '::1 - a%20b [17/Oct/2015:19:47:37 +0000] "GET /v2/ HTTP/1.1" 200 2 "" "x\\"\\ny"\n',
  ])
})

test('masks whatever could be used again', () => {
  for (const [uri, safe] of [
    ['/v2/a/b/blobs/uploads/1?_state=abc&digest=sha256:1', '_state=***&digest=sha256:1'],
    ['/x?%5Fstate=abc', '%5Fstate=***'],
    ['/x?X-Amz-Signature=abc&X-Amz-Expires=9', 'X-Amz-Signature=***&X-Amz-Expires=9'],
    ['/x?Expires=9&Signature=abc&Key-Pair-Id=K', 'Expires=9&Signature=***&Key-Pair-Id=***'],
    ['/openshift/token?account=a&refresh_token=abc', 'account=a&refresh_token=***'],
    ['/x?sv=1&sig=abc&%', 'sv=1&sig=***&%'],
  ] as const) {
    assert.is(masked(uri).split('?')[1], safe)
  }
})

test('finds nothing out where nobody would read it', () => {
  const { log } = configOf({ version: '0.1', storage: { inmemory: {} }, log: { level: 'error' } })
  const observe = requestLog(logTo(() => undefined, log))

  observe({
    ...GET,
    fields() {
      throw new Error('asked')
    },
  })
})

test('logs what was asked, answered and refused, under the names that parsers know', async () => {
  await using registry = await testRegistry({ log: { formatter: 'json' } })
  await pushBlob(registry, 'project/app', 'x')
  await registry.call('GET', '/v2/project/app/manifests/1.0', {
    headers: { 'user-agent': 'tester/1', referer: 'http://from/?token=abc' },
  })

  const { time, ...fields } = JSON.parse(registry.log.at(-1) ?? '')
  assert.ok(Date.parse(time))
  assert.match(fields['http.request.id'], /^[0-9a-f-]{36}$/)
  assert.match(fields['http.request.remoteaddr'], /^127\.0\.0\.1:\d+$/)
  assert.match(fields['http.response.duration'], /^[\d.]+ms$/)
  assert.is(fields['msg'], 'response completed with error')
  assert.is(fields['http.request.uri'], '/v2/project/app/manifests/1.0')
  assert.is(fields['http.request.referer'], 'http://from/?token=***')
  assert.is(fields['http.request.useragent'], 'tester/1')
  assert.is(fields['vars.name'], 'project/app')
  assert.is(fields['vars.reference'], '1.0')
  assert.is(fields['http.response.status'], 404)
  assert.is(fields['http.response.contenttype'], 'application/json')
  assert.is(fields['err.code'], 'manifest unknown')
  assert.is(fields['err.message'], 'manifest unknown')
  assert.match(fields['err.detail'], '1.0')
})

test.run()
