import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readProtobuf } from '../../../../src/lab/apiserver/protobuf/protobuf.ts'

/** A field that holds text, bytes or a message. */
function field(tag: number, ...content: readonly (string | Buffer)[]): Buffer {
  const bytes = Buffer.concat(content.map(part => Buffer.from(part)))
  return Buffer.concat([varint((tag << 3) | 2), varint(bytes.length), bytes])
}

function whole(tag: number, value: number): Buffer {
  return Buffer.concat([varint(tag << 3), varint(value)])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let left = value
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128)
  return Buffer.from([...bytes, left])
}

function envelope(apiVersion: string, kind: string, ...object: readonly Buffer[]): Buffer {
  return Buffer.concat([
    Buffer.from('k8s\0'),
    field(1, field(1, apiVersion), field(2, kind)),
    field(2, ...object),
    field(3, ''),
    field(4, ''),
  ])
}

test('reads a namespace with all that its metadata says', () => {
  const owner = field(
    13,
    field(1, 'Node'),
    field(3, 'n'),
    field(4, 'u'),
    field(5, 'v1'),
    whole(6, 1),
  )
  const labels = [field(11, field(1, 'a'), field(2, 'b')), field(11, field(1, 'é'), field(2, ''))]
  const metadata = field(1, field(1, 'team'), whole(7, 300), ...labels, owner, field(14, 'x/y'))
  const created = field(1, field(8, whole(1, 1_700_000_000)))
  const spec = field(2, field(1, 'one'), field(1, 'two'))

  assert.equal(readProtobuf(envelope('v1', 'Namespace', metadata, spec, field(3, ''))), {
    kind: 'Namespace',
    apiVersion: 'v1',
    metadata: {
      name: 'team',
      generation: 300,
      labels: { a: 'b', é: '' },
      ownerReferences: [{ kind: 'Node', name: 'n', uid: 'u', apiVersion: 'v1', controller: true }],
      finalizers: ['x/y'],
    },
    spec: { finalizers: ['one', 'two'] },
  })
  assert.equal(readProtobuf(envelope('v1', 'Namespace', created)), {
    kind: 'Namespace',
    apiVersion: 'v1',
    metadata: { creationTimestamp: '2023-11-14T22:13:20Z' },
  })
})

test("keeps a secret's bytes, whatever they are", () => {
  const bytes = Buffer.from([0, 255, 10, 128])
  const data = field(2, field(1, 'key'), field(2, bytes))

  const secret = readProtobuf(envelope('v1', 'Secret', data, field(3, 'Opaque'), whole(5, 1)))

  assert.equal(secret, {
    kind: 'Secret',
    apiVersion: 'v1',
    data: { key: bytes.toString('base64') },
    type: 'Opaque',
    immutable: true,
  })
})

test('leaves out what was never set, and passes over what it does not know', () => {
  const unset = field(1, field(1, 'c'), field(2, ''), whole(7, 0), field(8, ''))
  const unknown = [
    field(99, 'anything'),
    whole(98, 2 ** 40),
    Buffer.concat([varint((97 << 3) | 1), Buffer.alloc(8)]),
    Buffer.concat([varint((96 << 3) | 5), Buffer.alloc(4)]),
  ]

  assert.equal(readProtobuf(envelope('v1', 'ConfigMap', ...unknown, unset, whole(4, 0))), {
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: { name: 'c' },
  })
})

test('has nothing to say about other kinds', () => {
  assert.is(readProtobuf(envelope('v1', 'Pod', field(1, ''))), undefined)
  assert.is(readProtobuf(envelope('v2', 'Secret', field(1, ''))), undefined)
})

test('refuses bytes that are no object', () => {
  const cut = envelope('v1', 'Namespace', field(1, field(1, 'team'))).subarray(0, -6)
  const endless = Buffer.concat([Buffer.from('k8s\0'), Buffer.alloc(11, 255)])
  const group = Buffer.concat([Buffer.from('k8s\0'), varint((1 << 3) | 3)])
  const number = envelope('v1', 'Namespace', whole(1, 5))
  const text = envelope('v1', 'Secret', field(5, 'yes'))

  assert.throws(() => readProtobuf(Buffer.from('{}')), /prefix/)
  assert.throws(() => readProtobuf(cut), /unexpected EOF/)
  assert.throws(() => readProtobuf(endless), /longer than 64 bits/)
  assert.throws(() => readProtobuf(group), /wire type 3/)
  assert.throws(() => readProtobuf(number), /field 1 is a number/)
  assert.throws(() => readProtobuf(text), /field 5 is no number/)
})

test.run()
