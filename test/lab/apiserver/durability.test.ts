import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '../../../src/base/fault.ts'
import { startApiServer } from '../../../src/lab/apiserver/index.ts'
import { folder } from '../../helpers/folder.ts'
import { clientOf, configIn, configMap, MAPS, serve } from './serve.ts'

test('has after a restart what it had before', async () => {
  await using api = await serve()
  await api.call('POST', MAPS, configMap('gone'))
  const made = await api.call('POST', MAPS, configMap('kept', { a: '1' }))
  await api.call('DELETE', `${MAPS}/gone`)
  const before = await api.call('GET', MAPS)
  await api.restart()

  assert.is((await api.call('GET', `${MAPS}/kept`)).text, made.text)
  assert.is((await api.call('GET', MAPS)).text, before.text)
})

test('never counts a version twice, whatever was deleted before a restart', async () => {
  await using api = await serve()
  await api.call('POST', MAPS, configMap('gone'))
  await api.call('DELETE', `${MAPS}/gone`)
  const before = Number((await api.call('GET', MAPS)).at('metadata.resourceVersion'))
  await api.restart()

  const made = await api.call('POST', MAPS, configMap('new'))
  assert.ok(Number(made.at('metadata.resourceVersion')) > before)
})

test('loses nothing that it acknowledged when it is killed in the middle of writing', async () => {
  using place = folder()
  const config = await configIn(place.path)
  const acknowledged = new Set<string>()
  const { child, url } = await spawnServer(place.path, config)
  const client = await clientOf(url)
  const writer = async (who: number): Promise<void> => {
    for (let count = 0; ; count++) {
      const name = `w${who}-${count}`
      if ((await client('POST', MAPS, configMap(name))).status === 201) acknowledged.add(name)
      if (acknowledged.size >= 30) child.kill('SIGKILL')
    }
  }
  // Each writes until the server is gone.
  await Promise.allSettled([1, 2, 3].map(writer))

  const server = await startApiServer(config)
  try {
    const list = await (await clientOf(server.url))('GET', MAPS)
    const items = list.at('items') as { metadata: { name: string } }[]
    const names = new Set(items.map(({ metadata }) => metadata.name))
    assert.ok(acknowledged.size >= 30)
    for (const name of acknowledged) assert.ok(names.has(name), name)
  } finally {
    await server.close()
  }
})

test('takes a line that was not written to its end for none', async () => {
  using place = folder()
  const config = await configIn(place.path)
  await (await startApiServer(config)).close()
  const log = join(config.state, 'objects.jsonl')
  appendFileSync(log, '{"version":99,"key":"/configm')

  const server = await startApiServer(config)
  await server.close()
  assert.not.match(readFileSync(log, 'utf8'), '"version":99')
})

test('refuses to start from damaged objects, and leaves them as they are', async () => {
  using place = folder()
  const config = await configIn(place.path)
  mkdirSync(config.state)
  const log = join(config.state, 'objects.jsonl')
  writeFileSync(log, 'damaged\n{"version":1}\n')

  const error = await startApiServer(config).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.instance(error, Fault)
  assert.match((error as Fault).message, 'is damaged')
  assert.is(readFileSync(log, 'utf8'), 'damaged\n{"version":1}\n')
})

test('keeps its objects from others on the machine', async () => {
  using place = folder()
  const config = await configIn(place.path)
  await (await startApiServer(config)).close()

  assert.is(statSync(config.state).mode & 0o777, 0o700)
  assert.is(statSync(join(config.state, 'objects.jsonl')).mode & 0o777, 0o600)
})

test('a second server on the same port leaves the objects of the first alone', async () => {
  using place = folder()
  const config = await configIn(place.path)
  const first = await startApiServer(config)
  const client = await clientOf(first.url)
  try {
    const port = Number(new URL(first.url).port)
    const error = await startApiServer({ ...config, port }).catch((reason: unknown) => reason)
    assert.instance(error, Fault)
    assert.match((error as Fault).message, 'EADDRINUSE')
    await client('POST', MAPS, configMap('after'))
  } finally {
    await first.close()
  }
  assert.match(readFileSync(join(config.state, 'objects.jsonl'), 'utf8'), '"name":"after"')
})

const PROGRAM = fileURLToPath(new URL('./killed.ts', import.meta.url))

async function spawnServer(
  path: string,
  config: object,
): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const file = join(path, 'config.json')
  writeFileSync(file, JSON.stringify(config))
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [url] = await once(createInterface({ input: child.stdout }), 'line')
  return { child, url }
}

test.run()
