import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Api, serve } from './serve.ts'

interface Context {
  api: Api
  cache: string
}

const KUBECTL =
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map(place => join(place, 'kubectl'))
    .find(path => existsSync(path)) ?? ''

const test = suite<Context>('kubectl')

test.before(async context => {
  context.api = await serve()
  context.cache = mkdtempSync(join(tmpdir(), 'wharfinger-kubectl-'))
})
test.after(async ({ api, cache }) => {
  await api[Symbol.asyncDispose]()
  rmSync(cache, { recursive: true })
})

test('labels nodes, and asks before it changes a label', async context => {
  const kubectl = kubectlOf(context)
  assert.is(await kubectl('label node n1 zone=east'), 'node/n1 labeled\n')
  assert.match(await kubectl('label node n1 zone=west'), /already has a value \(east\)/)
  assert.is(await kubectl('label --overwrite node n1 zone=west'), 'node/n1 labeled\n')
  assert.match(await kubectl('get nodes --show-labels'), /n1 .* Ready .*zone=west/)
  assert.match(await kubectl('label node n1 zone-'), /^node\/n1 (un)?labeled\n$/)
  assert.not.match(await kubectl('get nodes --show-labels'), 'zone=')
})

test('prints nodes', async context => {
  const [head = '', ...rows] = (await kubectlOf(context)('get nodes')).trim().split('\n')
  assert.equal(head.split(/\s+/), ['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION'])
  assert.equal(
    rows.map(row => row.split(/\s+/).slice(0, 3)),
    [
      ['m1', 'Ready', 'master'],
      ['n1', 'Ready', '<none>'],
    ],
  )
  assert.is(await kubectlOf(context)('get nodes -l region=infra -o name'), 'node/m1\n')
})

test('sees changes as they come', async context => {
  const kubectl = kubectlOf(context)
  const watching = spawn(KUBECTL, wordsOf(context, 'get nodes n1 -w --show-labels'))
  try {
    const lines = createInterface({ input: watching.stdout })[Symbol.asyncIterator]()
    const next = async (): Promise<string> => (await lines.next()).value ?? ''
    assert.match(await next(), /^NAME/)
    assert.match(await next(), /^n1/)
    await kubectl('label node n1 seen=yes')
    assert.match(await next(), 'seen=yes')
  } finally {
    watching.kill()
  }
})

test('makes and deletes a namespace with a secret and a config map', async context => {
  const kubectl = kubectlOf(context)
  assert.is(await kubectl('create namespace team'), 'namespace/team created\n')
  assert.is(
    await kubectl('-n team create secret generic s --from-literal=a=b'),
    'secret/s created\n',
  )
  assert.is(await kubectl('-n team create configmap c --from-literal=a=b'), 'configmap/c created\n')
  assert.match(await kubectl('-n team get cm c -o yaml'), /data:\n {2}a: b\n/)
  assert.is(await kubectl("-n team get secret s -o jsonpath='{.data.a}'"), 'Yg==')
  assert.is(await kubectl('-n team get secret,cm -o name'), 'secret/s\nconfigmap/c\n')
  assert.match(await kubectl('delete namespace team'), 'namespace "team" deleted')
  assert.match(await kubectl('get namespace team'), 'namespaces "team" not found')
})

test('describes nodes', async context => {
  const told = await kubectlOf(context)('describe node m1')
  assert.match(told, /^Name: +m1$/m)
  assert.match(told, /^Roles: +master$/m)
  assert.match(told, /^ +Ready +True /m)
})

test('keeps pods from nodes', async context => {
  const kubectl = kubectlOf(context)
  assert.is(await kubectl('cordon n1'), 'node/n1 cordoned\n')
  assert.match(await kubectl('get node n1'), 'Ready,SchedulingDisabled')
})

/** What a command prints, to either stream. */
function kubectlOf(context: Context): (command: string) => Promise<string> {
  return command =>
    new Promise(resolve => {
      execFile(KUBECTL, wordsOf(context, command), (_error, stdout, stderr) =>
        resolve(stdout + stderr),
      )
    })
}

function wordsOf({ api, cache }: Context, command: string): string[] {
  const words = command.split(' ').map(word => word.replaceAll("'", ''))
  return ['--kubeconfig', api.kubeconfig, '--cache-dir', cache, ...words]
}

// Without one there is nothing to promise here: the server's own tests say the same of its answers.
if (KUBECTL !== '') test.run()
