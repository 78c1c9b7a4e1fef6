import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseDuration } from '../../../../src/lab/inside/init/duration.ts'
import { parseEnvironmentFile } from '../../../../src/lab/inside/init/environmentFile.ts'
import { Settings } from '../../../../src/lab/inside/init/settings.ts'

test('takes assignments in order, an empty one taking back those before', () => {
  const settings = new Settings([
    '[Service]\nExecStart=/a\nExecStart=/b\n[Unit]\nExecStart=/other',
    '[Service]\nExecStart=\nExecStart=/c',
  ])
  assert.equal(settings.all('Service', 'ExecStart'), ['/c'])
  assert.is(settings.last('Unit', 'ExecStart'), '/other')
  assert.is(settings.last('Install', 'WantedBy'), undefined)
})

test('joins continued lines and passes comments over, among them too', () => {
  const text = '# x\n[Service]\n; y\nExecStart=/a \\\n  # z\n  --b \\\n  --c\nnonsense\n'
  assert.equal(new Settings([text]).all('Service', 'ExecStart'), ['/a  --b  --c'])
})

const DURATIONS: readonly [text: string, milliseconds: number | undefined][] = [
  ['5', 5000],
  ['100ms', 100],
  ['1min 30s', 90_000],
  ['1.5s', 1500],
  ['infinity', Number.POSITIVE_INFINITY],
  ['soon', undefined],
  ['5 parsecs', undefined],
]

for (const [text, milliseconds] of DURATIONS) {
  test(`reads the duration ${text}`, () => assert.is(parseDuration(text), milliseconds))
}

test('reads an environment file as systemd does, not as a shell', () => {
  const text = `# comment
A=1
  B = no assignment
C='single $A'
D="double \\"quoted\\""
E=first
E=second
F=
if [ -z "$X" ]; then
G=long\\
er
`
  assert.equal(parseEnvironmentFile(text), {
    A: '1',
    C: 'single $A',
    D: 'double "quoted"',
    E: 'second',
    F: '',
    G: 'longer',
  })
})

test.run()
