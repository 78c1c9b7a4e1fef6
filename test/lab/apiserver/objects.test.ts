import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Api, configMap, MAPS, type More, type Reply, serve } from './serve.ts'

const test = suite<{ api: Api }>('objects')

test.before(async context => {
  context.api = await serve()
})
test.after(async ({ api }) => {
  await api[Symbol.asyncDispose]()
})

test('has the nodes that it was started with, ready', async ({ api }) => {
  const node = await api.call('GET', '/api/v1/nodes/m1')

  assert.is(node.at('kind'), 'Node')
  assert.is(node.at('apiVersion'), 'v1')
  assert.is(node.at('metadata.labels.region'), 'infra')
  const conditions = node.at('status.conditions') as { type: string; status: string }[]
  assert.is(conditions.find(({ type }) => type === 'Ready')?.status, 'True')
  assert.is(node.at('status.addresses.0.address'), '10.0.0.1')
  for (const name of ['default', 'kube-system', 'kube-public'])
    assert.is((await api.call('GET', `/api/v1/namespaces/${name}`)).at('status.phase'), 'Active')
})

test('gives what it makes an identity', async ({ api }) => {
  const made = await api.call('POST', MAPS, configMap('made', { a: '1' }))

  assert.is(made.status, 201)
  assert.match(String(made.at('metadata.uid')), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  assert.match(String(made.at('metadata.creationTimestamp')), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  assert.match(String(made.at('metadata.resourceVersion')), /^\d+$/)
  assert.is(made.at('metadata.namespace'), 'default')
  assert.is((await api.call('GET', `${MAPS}/made`)).text, made.text)
})

test('makes up a name where half of one is given', async ({ api }) => {
  const body = { metadata: { generateName: 'half-' } }
  const [one, other] = [await api.call('POST', MAPS, body), await api.call('POST', MAPS, body)]

  assert.match(String(one.at('metadata.name')), /^half-[a-z0-9]{5}$/)
  assert.is.not(one.at('metadata.name'), other.at('metadata.name'))
})

test('counts every change, and none that changes nothing', async ({ api }) => {
  const first = await api.call('POST', MAPS, configMap('counted', { a: '1' }))
  const same = await api.call('PUT', `${MAPS}/counted`, configMap('counted', { a: '1' }))
  const second = await api.call('PUT', `${MAPS}/counted`, configMap('counted', { a: '2' }))

  assert.is(same.at('metadata.resourceVersion'), first.at('metadata.resourceVersion'))
  assert.ok(version(second) > version(first))
  assert.is(second.at('metadata.uid'), first.at('metadata.uid'))
})

test('refuses an update of what has changed meanwhile', async ({ api }) => {
  await api.call('POST', MAPS, configMap('raced', { a: '1' }))
  const body = { metadata: { name: 'raced', resourceVersion: '1' }, data: {} }
  const reply = await api.call('PUT', `${MAPS}/raced`, body)

  assert.equal(JSON.parse(reply.text), {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message:
      'Operation cannot be fulfilled on configmaps "raced": the object has been modified; please apply your changes to the latest version and try again',
    reason: 'Conflict',
    details: { name: 'raced', kind: 'configmaps' },
    code: 409,
  })
})

test('lets two writers of the same version win once', async ({ api }) => {
  const made = await api.call('POST', MAPS, configMap('shared'))
  const resourceVersion = made.at('metadata.resourceVersion')
  const write = (a: string) =>
    api.call('PUT', `${MAPS}/shared`, {
      metadata: { name: 'shared', resourceVersion },
      data: { a },
    })
  const replies = await Promise.all(['1', '2', '3'].map(write))

  assert.equal(replies.map(({ status }) => status).sort(), [200, 409, 409])
})

test('keeps the identity of an object, and lets nobody change it', async ({ api }) => {
  const made = await api.call('POST', MAPS, configMap('kept'))
  const put = (metadata: object) =>
    api.call('PUT', `${MAPS}/kept`, { metadata: { name: 'kept', ...metadata }, data: { a: '1' } })

  const kept = await put({})
  assert.is(kept.at('metadata.uid'), made.at('metadata.uid'))
  assert.is(kept.at('metadata.creationTimestamp'), made.at('metadata.creationTimestamp'))
  const created = await put({ creationTimestamp: '2001-01-01T00:00:00Z' })
  assert.is(created.at('details.causes.0.field'), 'metadata.creationTimestamp')
  assert.is((await put({ uid: 'other' })).status, 409)
})

test('deletes once', async ({ api }) => {
  const made = await api.call('POST', MAPS, configMap('gone'))
  const first = await api.call('DELETE', `${MAPS}/gone`)
  const second = await api.call('DELETE', `${MAPS}/gone`)

  assert.equal(JSON.parse(first.text), {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name: 'gone', kind: 'configmaps', uid: made.at('metadata.uid') },
  })
  assert.is(second.status, 404)
})

test('deletes only the version that was meant', async ({ api }) => {
  const made = await api.call('POST', MAPS, configMap('meant'))
  const only = (preconditions: object) => api.call('DELETE', `${MAPS}/meant`, { preconditions })

  assert.is((await only({ resourceVersion: '1' })).status, 409)
  assert.is((await only({ uid: 'other' })).status, 409)
  assert.is((await only({ uid: made.at('metadata.uid') })).status, 200)
})

test('deletes many by their labels', async ({ api }) => {
  for (const name of ['many-1', 'many-2', 'few'])
    await api.call('POST', MAPS, configMap(name, {}, { many: String(name !== 'few') }))
  const reply = await api.call('DELETE', `${MAPS}?labelSelector=many%3Dtrue`)

  assert.is(reply.status, 200)
  const left = await api.call('GET', `${MAPS}?labelSelector=many`)
  assert.is(left.at('items.0.metadata.name'), 'few')
  assert.is(left.at('items.1'), undefined)
})

test('takes a namespace away with all that is in it', async ({ api }) => {
  await api.call('POST', '/api/v1/namespaces', { metadata: { name: 'brief' } })
  await api.call('POST', '/api/v1/namespaces/brief/configmaps', configMap('inside'))
  const from = (await api.call('GET', '/api/v1/namespaces')).at('metadata.resourceVersion')
  using watch = api.watch(
    `/api/v1/namespaces?watch=1&fieldSelector=metadata.name%3Dbrief&resourceVersion=${from}`,
  )
  const deleted = await api.call('DELETE', '/api/v1/namespaces/brief')

  assert.is(deleted.status, 200)
  assert.is(deleted.at('status.phase'), 'Terminating')
  while ((await watch.next())?.type !== 'DELETED');
  assert.is((await api.call('GET', '/api/v1/namespaces/brief')).status, 404)
  assert.is((await api.call('GET', '/api/v1/namespaces/brief/configmaps/inside')).status, 404)
  assert.is(
    (await api.call('POST', '/api/v1/namespaces', { metadata: { name: 'brief' } })).status,
    201,
  )
  assert.is((await api.call('GET', '/api/v1/namespaces/brief/configmaps')).at('items.0'), undefined)
})

test('keeps a namespace until all in it has been let go, and takes nothing new', async ({
  api,
}) => {
  const inside = '/api/v1/namespaces/slow/configmaps'
  await api.call('POST', '/api/v1/namespaces', { metadata: { name: 'slow' } })
  await api.call('POST', inside, { metadata: { name: 'held', finalizers: ['lab.test/hold'] } })
  await api.call('DELETE', '/api/v1/namespaces/slow')
  await api.restart()
  const refused = await api.call('POST', inside, configMap('late'))
  assert.is(refused.status, 403)
  assert.is(refused.at('details.causes.0.reason'), 'NamespaceTerminating')
  assert.is((await api.call('GET', '/api/v1/namespaces/slow')).at('status.phase'), 'Terminating')

  const path = '/api/v1/namespaces?watch=1&fieldSelector=metadata.name%3Dslow'
  using watch = api.watch(path)
  assert.is((await watch.next())?.type, 'ADDED')
  await api.call('PUT', `${inside}/held`, configMap('held'))
  assert.is((await watch.next())?.type, 'DELETED')
})

test('keeps an object that something holds until it lets go', async ({ api }) => {
  const held = { ...configMap('held'), metadata: { name: 'held', finalizers: ['lab.test/hold'] } }
  await api.call('POST', MAPS, held)
  const deleted = await api.call('DELETE', `${MAPS}/held`)
  assert.is(deleted.status, 200)
  assert.type(deleted.at('metadata.deletionTimestamp'), 'string')
  assert.is((await api.call('GET', `${MAPS}/held`)).status, 200)

  await api.call('PUT', `${MAPS}/held`, configMap('held'))
  assert.is((await api.call('GET', `${MAPS}/held`)).status, 404)
})

test('writes a status apart from the rest', async ({ api }) => {
  const type = 'application/merge-patch+json'
  const both = { metadata: { labels: { both: 'yes' } }, status: { phase: 'Running' } }
  const whole = await api.call('PATCH', '/api/v1/nodes/n1', both, { type })
  assert.is(whole.at('metadata.labels.both'), 'yes')
  assert.is(whole.at('status.phase'), undefined)

  const spec = { spec: { unschedulable: true }, status: { phase: 'Running' } }
  const status = await api.call('PATCH', '/api/v1/nodes/n1/status', spec, { type })
  assert.is(status.at('status.phase'), 'Running')
  assert.is(status.at('spec.unschedulable'), undefined)
})

test('tries a change without making it', async ({ api }) => {
  const made = await api.call('POST', `${MAPS}?dryRun=All`, configMap('dry'))
  assert.is(made.status, 201)
  assert.is(made.at('metadata.name'), 'dry')
  assert.is((await api.call('GET', `${MAPS}/dry`)).status, 404)

  await api.call('POST', MAPS, configMap('dry', { a: '1' }))
  const changed = await api.call('PUT', `${MAPS}/dry?dryRun=All`, configMap('dry', { a: '2' }))
  assert.is(changed.at('data.a'), '2')
  assert.is((await api.call('DELETE', `${MAPS}/dry?dryRun=All`)).status, 200)
  assert.is((await api.call('GET', `${MAPS}/dry`)).at('data.a'), '1')
})

test('does nothing for those who ask for a trial that it does not know', async ({ api }) => {
  const made = await api.call('POST', `${MAPS}?dryRun=Some`, configMap('trial'))
  assert.is(made.status, 422)
  assert.is(made.at('details.causes.0.reason'), 'FieldValueNotSupported')
  assert.is((await api.call('GET', `${MAPS}/trial`)).status, 404)

  await api.call('POST', MAPS, configMap('trial'))
  const removed = await api.call('DELETE', `${MAPS}/trial`, { dryRun: ['Some'] })
  assert.is(removed.status, 422)
  assert.is((await api.call('DELETE', `${MAPS}/trial`, { dryRun: ['All'] })).status, 200)
  assert.is((await api.call('GET', `${MAPS}/trial`)).status, 200)
})

test('takes any type of secret, whatever it is called', async ({ api }) => {
  const secret = { metadata: { name: 'odd' }, type: 'constructor' }
  const made = await api.call('POST', '/api/v1/namespaces/default/secrets', secret)
  assert.is(made.at('type'), 'constructor')
})

test('turns the text of a secret into data', async ({ api }) => {
  const secret = { metadata: { name: 'texts' }, data: { a: 'eA==' }, stringData: { b: 'é' } }
  const made = await api.call('POST', '/api/v1/namespaces/default/secrets', secret)

  assert.is(made.at('type'), 'Opaque')
  assert.equal(made.at('data'), { a: 'eA==', b: Buffer.from('é').toString('base64') })
  assert.is(made.at('stringData'), undefined)
})

test('warns of fields that it does not know, or refuses them', async ({ api }) => {
  const body = { ...configMap('typo'), dat: {} }
  const strict = await api.call('POST', `${MAPS}?fieldValidation=Strict`, body)
  assert.is(strict.status, 400)
  assert.match(strict.text, 'unknown field \\"dat\\"')

  const warned = await api.call('POST', MAPS, body)
  assert.is(warned.status, 201)
  assert.match(String(warned.headers['warning']), '299 - "unknown field \\"dat\\""')
  assert.is(warned.at('dat'), undefined)
})

test('reads YAML and shows it', async ({ api }) => {
  const yaml = 'kind: ConfigMap\napiVersion: v1\nmetadata: { name: yaml }\ndata:\n  a: "1"\n'
  const made = await api.call('POST', MAPS, yaml, { type: 'application/yaml' })
  assert.is(made.at('data.a'), '1')

  const shown = await api.call('GET', `${MAPS}/yaml`, undefined, { accept: 'application/yaml' })
  assert.is(shown.headers['content-type'], 'application/yaml')
  assert.match(shown.text, 'kind: ConfigMap')
})

interface Refusal {
  readonly send: readonly [method: string, path: string, body?: unknown, more?: More]
  readonly code: number
  readonly reason?: string
  readonly message: RegExp
  readonly causes?: readonly [field: string, reason: string][]
}

const SECRETS = '/api/v1/namespaces/default/secrets'
const secret = (type: string, data: object): object => ({ metadata: { name: 'b' }, type, data })

const REFUSALS: Readonly<Record<string, Refusal>> = {
  'a missing object': {
    send: ['GET', '/api/v1/namespaces/nope'],
    code: 404,
    reason: 'NotFound',
    message: /^namespaces "nope" not found$/,
  },
  'a namespace that is missing': {
    send: ['POST', '/api/v1/namespaces/nope/configmaps', configMap('a')],
    code: 404,
    reason: 'NotFound',
    message: /^namespaces "nope" not found$/,
  },
  'what is there already': {
    send: ['POST', '/api/v1/namespaces', { metadata: { name: 'default' } }],
    code: 409,
    reason: 'AlreadyExists',
    message: /^namespaces "default" already exists$/,
  },
  'a name that can be none': {
    send: ['POST', '/api/v1/namespaces', { metadata: { name: 'Bad_Name' } }],
    code: 422,
    reason: 'Invalid',
    message:
      /^Namespace "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 label must/,
    causes: [['metadata.name', 'FieldValueInvalid']],
  },
  'no name': {
    send: ['POST', MAPS, { data: {} }],
    code: 422,
    reason: 'Invalid',
    message: /metadata.name: Required value: name or generateName is required$/,
    causes: [['metadata.name', 'FieldValueRequired']],
  },
  'labels that can be none': {
    send: ['POST', MAPS, configMap('labels', {}, { 'a b': 'c', d: 'e f' })],
    code: 422,
    reason: 'Invalid',
    message: /^ConfigMap "labels" is invalid: \[metadata.labels: Invalid value: "a b"/,
    causes: [
      ['metadata.labels', 'FieldValueInvalid'],
      ['metadata.labels', 'FieldValueInvalid'],
    ],
  },
  'a key that can be none': {
    send: ['POST', MAPS, configMap('keys', { 'a/b': '' })],
    code: 422,
    reason: 'Invalid',
    message: /data\[a\/b\]: Invalid value: "a\/b"/,
    causes: [['data[a/b]', 'FieldValueInvalid']],
  },
  'an update of what is not there': {
    send: ['PUT', `${MAPS}/nope`, configMap('nope')],
    code: 404,
    reason: 'NotFound',
    message: /^configmaps "nope" not found$/,
  },
  'another name than that of the path': {
    send: ['PUT', `${MAPS}/a`, configMap('b')],
    code: 400,
    reason: 'BadRequest',
    message: /^the name of the object \(b\) does not match the name on the URL \(a\)$/,
  },
  'another namespace than that of the path': {
    send: ['POST', MAPS, { metadata: { name: 'a', namespace: 'b' } }],
    code: 400,
    reason: 'BadRequest',
    message:
      /^the namespace of the provided object does not match the namespace sent on the request$/,
  },
  'another kind than that of the path': {
    send: [
      'POST',
      '/api/v1/namespaces',
      { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'a' } },
    ],
    code: 400,
    reason: 'BadRequest',
    message: /^Pod in version "v1" cannot be handled as a Namespace/,
  },
  'a body that is no JSON': {
    send: ['POST', '/api/v1/namespaces', '{bad json'],
    code: 400,
    reason: 'BadRequest',
    message: /json/i,
  },
  'a body of an unknown type': {
    send: ['POST', MAPS, 'a=b', { type: 'application/x-www-form-urlencoded' }],
    code: 415,
    reason: 'UnsupportedMediaType',
    message:
      /^the body of the request was in an unknown format - accepted media types include: application\/json, application\/yaml/,
  },
  'a patch that does not say of what sort': {
    send: ['PATCH', '/api/v1/nodes/n1', {}],
    code: 415,
    reason: 'UnsupportedMediaType',
    message: /415|accepted media types/,
  },
  'to show what it has no form for': {
    send: ['GET', '/api/v1/nodes', undefined, { accept: 'text/html' }],
    code: 406,
    reason: 'NotAcceptable',
    message: /^406: Not Acceptable|only the following media types/,
  },
  'a method that the path has not': {
    send: ['POST', '/api/v1/nodes/n1', {}],
    code: 405,
    reason: 'MethodNotAllowed',
    message: /^the server does not allow this method on the requested resource$/,
  },
  'to delete all namespaces': {
    send: ['DELETE', '/api/v1/namespaces'],
    code: 405,
    reason: 'MethodNotAllowed',
    message: /does not allow this method/,
  },
  'to delete the default namespace': {
    send: ['DELETE', '/api/v1/namespaces/default'],
    code: 403,
    reason: 'Forbidden',
    message: /^namespaces "default" is forbidden: this namespace may not be deleted$/,
  },
  'a pull secret without its key': {
    send: ['POST', SECRETS, secret('kubernetes.io/dockerconfigjson', {})],
    code: 422,
    reason: 'Invalid',
    message: /^Secret "b" is invalid: data\[\.dockerconfigjson\]: Required value$/,
    causes: [['data[.dockerconfigjson]', 'FieldValueRequired']],
  },
  'a pull secret that is no JSON': {
    send: [
      'POST',
      SECRETS,
      secret('kubernetes.io/dockerconfigjson', { '.dockerconfigjson': 'eA==' }),
    ],
    code: 422,
    reason: 'Invalid',
    message: /Invalid value: "<secret contents redacted>"/,
    causes: [['data[.dockerconfigjson]', 'FieldValueInvalid']],
  },
  'a certificate secret without both': {
    send: ['POST', SECRETS, secret('kubernetes.io/tls', {})],
    code: 422,
    reason: 'Invalid',
    message:
      /^Secret "b" is invalid: \[data\[tls.crt\]: Required value, data\[tls.key\]: Required value\]$/,
    causes: [
      ['data[tls.crt]', 'FieldValueRequired'],
      ['data[tls.key]', 'FieldValueRequired'],
    ],
  },
  'the secret of an account that it does not name': {
    send: ['POST', SECRETS, secret('kubernetes.io/service-account-token', {})],
    code: 422,
    reason: 'Invalid',
    message: /Required value$/,
    causes: [['metadata.annotations[kubernetes.io/service-account.name]', 'FieldValueRequired']],
  },
  'a login secret with neither user nor password': {
    send: ['POST', SECRETS, secret('kubernetes.io/basic-auth', {})],
    code: 422,
    reason: 'Invalid',
    message: /Required value/,
    causes: [
      ['data[username]', 'FieldValueRequired'],
      ['data[password]', 'FieldValueRequired'],
    ],
  },
  'to make an object of a version': {
    send: ['POST', MAPS, { metadata: { name: 'a', resourceVersion: '5' } }],
    code: 400,
    reason: 'BadRequest',
    message: /^resourceVersion should not be set on objects to be created$/,
  },
  'a path that can not be read': {
    send: ['GET', '/api/v1/nodes/%ff'],
    code: 400,
    reason: 'BadRequest',
    message: /path/,
  },
  'data that is not base64': {
    send: ['POST', SECRETS, secret('Opaque', { a: '!' })],
    code: 400,
    reason: 'BadRequest',
    message: /^Secret in version "v1" cannot be handled as a Secret: .*illegal base64 data/,
  },
  'more than a mebibyte': {
    send: ['POST', MAPS, configMap('big', { a: 'x'.repeat(1024 * 1024 + 1) })],
    code: 422,
    reason: 'Invalid',
    message: /Too long: may not be more than 1048576 bytes$/,
  },
  'a body without end': {
    send: ['POST', MAPS, configMap('huge', { a: 'x'.repeat(4 * 1024 * 1024) })],
    code: 413,
    reason: 'RequestEntityTooLarge',
    message: /too large|limit/i,
  },
}

for (const [what, { send, code, reason, message, causes }] of Object.entries(REFUSALS))
  test(`refuses ${what}`, async ({ api }) => {
    const reply = await api.call(...send)

    assert.is(reply.status, code, reply.text)
    assert.is(reply.at('kind'), 'Status')
    assert.is(reply.at('status'), 'Failure')
    assert.is(reply.at('code'), code)
    assert.is(reply.at('reason'), reason)
    assert.match(String(reply.at('message')), message)
    if (!causes) return
    const told = reply.at('details.causes') as { field: string; reason: string }[]
    assert.equal(
      told.map(cause => [cause.field, cause.reason]),
      causes,
    )
  })

test('lets nobody change what was declared not to', async ({ api }) => {
  const typed = { metadata: { name: 'typed' }, type: 'lab.test/one' }
  await api.call('POST', SECRETS, typed)
  const other = await api.call('PUT', `${SECRETS}/typed`, { ...typed, type: 'Opaque' })
  assert.is(other.status, 422)
  assert.match(other.text, 'field is immutable')

  await api.call('POST', MAPS, { ...configMap('fixed', { a: '1' }), immutable: true })
  const changed = await api.call('PUT', `${MAPS}/fixed`, { ...configMap('fixed'), immutable: true })
  assert.is(changed.at('details.causes.0.reason'), 'FieldValueForbidden')
  assert.is(
    changed.at('message'),
    'ConfigMap "fixed" is invalid: data: Forbidden: field is immutable when `immutable` is set',
  )
})

function version(reply: Reply): number {
  return Number(reply.at('metadata.resourceVersion'))
}

test.run()
