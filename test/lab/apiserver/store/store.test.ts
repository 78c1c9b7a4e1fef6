import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../../../src/lab/apiserver/model/object.ts'
import { historyFrom } from '../../../../src/lab/apiserver/store/history.ts'
import { openStore } from '../../../../src/lab/apiserver/store/store.ts'
import { folder } from '../../../helpers/folder.ts'

const object = (name: string, value = ''): KubeObject => ({
  kind: 'ConfigMap',
  apiVersion: 'v1',
  metadata: { name },
  value,
})
const nothing = (): ReadonlyMap<string, KubeObject> => new Map()

test('begins with its seeds the first time, and never again', async () => {
  using place = folder()
  const seeded = await openStore(place.path, () => new Map([['/a', object('a')]]))
  await seeded.change('/a', () => undefined)
  await seeded.close()
  const again = await openStore(place.path, () => new Map([['/a', object('a')]]))

  assert.is(again.get('/a'), undefined)
  assert.is(again.version, seeded.version)
  await again.close()
})

test('shows a list as it was', async () => {
  using place = folder()
  const store = await openStore(place.path, nothing)
  await store.change('/x/a', () => object('a', '1'))
  await store.change('/x/b', () => object('b'))
  const { version } = store
  await store.change('/x/a', () => object('a', '2'))
  await store.change('/x/b', () => undefined)
  await store.change('/x/c', () => object('c'))

  const before = store.listAt('/x/', version) ?? []
  assert.equal(
    before.map(({ metadata, value }) => [metadata.name, value]),
    [
      ['a', '1'],
      ['b', ''],
    ],
  )
  await store.close()
})

test('leaves an object alone when the change is refused', async () => {
  using place = folder()
  const store = await openStore(place.path, nothing)
  await store.change('/a', () => object('a'))
  const refusal = new Error('no')
  const error = await store
    .change('/a', () => {
      throw refusal
    })
    .catch((reason: unknown) => reason)

  assert.is(error, refusal)
  assert.is(store.get('/a')?.metadata.name, 'a')
  await store.close()
})

test('tells followers of what is on disk already', async () => {
  using place = folder()
  const store = await openStore(place.path, nothing)
  const seen: boolean[] = []
  const stop = store.follow(0, ({ key }) =>
    seen.push(readFileSync(join(place.path, 'objects.jsonl'), 'utf8').includes(`"${key}"`)),
  )
  await store.change('/a', () => object('a'))
  stop?.()
  await store.change('/b', () => object('b'))

  assert.equal(seen, [true])
  await store.close()
})

test('forgets old changes, and says so', () => {
  const history = historyFrom(10, 2)
  for (const version of [11, 12, 13])
    history.add({ version, key: '/a', object: object('a'), previous: undefined })

  assert.is(history.since(10), undefined)
  assert.equal(
    history.since(11)?.map(({ version }) => version),
    [12, 13],
  )
  assert.equal(history.since(13), [])
})

test('keeps its file short, however often an object changes', async () => {
  using place = folder()
  const store = await openStore(place.path, nothing, 10)
  for (let count = 0; count < 50; count++) await store.change('/a', () => object('a', `${count}`))
  await store.close()
  const lines = readFileSync(join(place.path, 'objects.jsonl'), 'utf8').trim().split('\n')

  assert.ok(lines.length < 20, `${lines.length}`)
  const again = await openStore(place.path, nothing)
  assert.is(again.get('/a')?.['value'], '49')
  assert.is(again.version, 50)
  await again.close()
})

test.run()
