import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { configOf, type Log, logTo } from '../../../src/registry/index.ts'

const test = suite('log')

function logged(config: object, say: (log: Log) => void): string {
  const lines: string[] = []
  const { log } = configOf({ version: '0.1', storage: { inmemory: {} }, log: config })
  say(logTo(line => lines.push(line), log))
  return lines.join('')
}

test('writes one line a message, its fields sorted and quoted where needed', () => {
  const text = logged({ fields: { service: 'registry' } }, log => {
    log.with({ b: 'two words', a: 1 }).warn('say "this"\n', { c: undefined, d: '' })
  })

  assert.match(
    text,
    /^time="20[^"]+Z" level=warn msg="say \\"this\\"\\n" a=1 b="two words" d="" service=registry\n$/,
  )
})

test('leaves out what is less important than asked for', () => {
  const text = logged({ level: 'warn' }, log => {
    log.debug('no')
    log.info('no')
    log.warn('yes')
    log.error('yes')
  })

  assert.is(text.split('\n').length, 3)
  assert.not.match(text, 'no')
})

test('writes JSON for machines', () => {
  const { time, ...rest } = JSON.parse(
    logged({ formatter: 'json' }, log => log.info('hello', { size: 1, none: undefined })),
  )

  assert.ok(Date.parse(time))
  assert.equal(rest, { level: 'info', msg: 'hello', size: 1 })
})

test.run()
