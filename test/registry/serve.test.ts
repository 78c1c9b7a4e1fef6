import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { serve } from '../../src/registry/index.ts'
import { call } from '../helpers/registry.ts'

const test = suite<{ config: string }>('serve')
test.before.each(context => {
  context.config = join(mkdtempSync(join(tmpdir(), 'wharfinger-serve-')), 'config.yml')
  writeFileSync(
    context.config,
    "version: 0.1\nhttp: { addr: '127.0.0.1:0' }\nstorage: { inmemory: {} }\n",
  )
})
test.after.each(({ config }) => rmSync(join(config, '..'), { recursive: true }))

test('serves until it is told to stop', async ({ config }) => {
  const stop = new AbortController()
  let log = ''
  let heard = (): void => undefined
  const listening = new Promise<void>(resolve => {
    heard = resolve
  })
  const write = (line: string): void => {
    log += line
    if (line.includes('listening on')) heard()
  }
  const serving = serve(config, { environment: {}, log: { write }, signal: stop.signal })
  await listening
  const port = /listening on 127\.0\.0\.1:(\d+)/.exec(log)?.[1]
  assert.is((await call('GET', `http://127.0.0.1:${port}/v2/`)).status, 200)
  stop.abort()
  await serving

  assert.match(log, 'msg="stopped"')
  try {
    await call('GET', `http://127.0.0.1:${port}/v2/`)
    assert.unreachable()
  } catch (error) {
    assert.match(String(error), 'ECONNREFUSED')
  }
})

test('ends at once when it was told to before it began', async ({ config }) => {
  const log = { write: () => undefined }
  await serve(config, { environment: {}, log, signal: AbortSignal.abort() })
})

test.run()
