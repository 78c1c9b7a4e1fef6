import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { configOf, type Log, logTo } from '../../../src/registry/index.ts'

const test = suite('log')

function logged(config: object, say: (log: Log) => void): string {
  const lines: string[] = []
  const { log } = configOf({ version: '0.1', storage: { inmemory: {} }, log: config })
  say(logTo(line => lines.push(line), log, { 'instance.id': 'i1' }))
  return lines.join('').replace(/20\d\d-\d\d-\d\dT[\d:.]+Z/, 'TIME')
}

function sayAll(log: Log): void {
  log.with({ b: 'two words', a: 1 }).warn('say "this"\n', { c: undefined, d: '', e: true })
}

test('writes text with its fields sorted and quoted where needed', () => {
  assert.is(
    logged({ fields: { service: 'registry' } }, sayAll),
    'time="TIME" level=warning msg="say \\"this\\"\\n" a=1 b="two words" d="" e=true instance.id=i1 service=registry\n',
  )
})

test('writes JSON with its keys sorted', () => {
  assert.is(
    logged({ formatter: 'json', fields: { service: 'registry' } }, sayAll),
    '{"a":1,"b":"two words","d":"","e":true,"instance.id":"i1","level":"warning","msg":"say \\"this\\"\\n","service":"registry","time":"TIME"}\n',
  )
})

test('writes what logstash takes', () => {
  assert.is(
    logged({ formatter: 'logstash', fields: { service: 'registry' } }, sayAll),
    '{"@timestamp":"TIME","@version":"1","a":1,"b":"two words","d":"","e":true,"instance.id":"i1","level":"warning","message":"say \\"this\\"\\n","service":"registry","type":"log"}\n',
  )
})

test('leaves out what is less important than asked for', () => {
  const text = logged({ level: 'warn' }, log => {
    assert.equal([log.writes('info'), log.writes('warn')], [false, true])
    log.debug('no')
    log.info('no')
    log.warn('yes')
    log.error('yes')
  })

  assert.is(text.split('\n').length, 3)
  assert.not.match(text, 'no')
})

test('lets no value act on a terminal or begin a line', () => {
  for (const formatter of ['text', 'json', 'logstash']) {
    const text = logged({ formatter }, log => log.info('x', { agent: '\x1b[2J\x9b2J\r\n\u2028' }))

    assert.match(text, '\\u001b[2J\\u009b2J\\r\\n\\u2028')
    assert.ok(
      [...text.slice(0, -1)].every(sign => /[ -~]/.test(sign)),
      text,
    )
  }
})

test.run()
