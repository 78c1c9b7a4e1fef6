import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startApiProcess } from '../helpers/apiProcess.ts'
import { debianProgram } from '../helpers/debian.ts'
import { type Ended, runProgram } from '../helpers/program.ts'

/** How the oldest and the newest kubectl that people have ask: they discover a cluster in different ways. */
const SUITES = ['bookworm', 'trixie'] as const

interface Context {
  readonly folder: string
  readonly kubeconfig: string
}

const test = suite<Context>("kubectl at the lab's API")
test.before(async context => {
  const folder = mkdtempSync(join(tmpdir(), 'wharfinger-kubectl-'))
  const nodes = ['infra1', 'node1'].map((name, index) => ({
    name,
    address: `10.0.0.${index + 1}`,
    labels: { zone: 'default' },
  }))
  const { kubeconfig } = await startApiProcess('127.79.0.1', nodes, join(folder, 'api'))
  writeFileSync(join(folder, 'kubeconfig'), kubeconfig, { mode: 0o600 })
  Object.assign(context, { folder, kubeconfig: join(folder, 'kubeconfig') })
})
test.after(({ folder }) => rmSync(folder, { recursive: true }))

for (const suiteName of SUITES) {
  test(`shows nodes with their labels to ${suiteName}'s`, async ({ kubeconfig }) => {
    const kubectl = await kubectlOf(suiteName, kubeconfig)

    const nodes = await kubectl('get', 'nodes', '--show-labels')
    const one = await kubectl('get', 'node', 'node1', '-o', 'jsonpath={.metadata.labels.zone}')

    assert.match(nodes.stdout, /^NAME +STATUS +ROLES +AGE +VERSION +LABELS\n/)
    assert.match(nodes.stdout, /^infra1 +Ready .*zone=default/m)
    assert.is(one.stdout, 'default')
  })

  test(`lets ${suiteName}'s set, guard and remove labels`, async ({ kubeconfig }) => {
    const kubectl = await kubectlOf(suiteName, kubeconfig)
    const label = (...words: readonly string[]) => kubectl('label', 'node', 'infra1', ...words)
    const region = async () =>
      (await kubectl('get', 'nodes', '-l', 'region', '-L', 'region', '--no-headers')).stdout

    const set = await label('region=infra')
    const shown = await region()
    const overwritten = await label('region=primary')
    const kept = await region()
    const removed = await label('region-')

    assert.is(set.stdout, 'node/infra1 labeled\n')
    assert.match(shown, /^infra1 .* infra\n$/)
    assert.is(overwritten.code, 1)
    assert.match(overwritten.stderr, /already has a value \(infra\), and --overwrite is false/)
    assert.match(kept, /^infra1 .* infra\n$/)
    assert.is(removed.code, 0, removed.stderr)
    assert.is(await region(), '')
  })

  test(`lets ${suiteName}'s watch`, async ({ kubeconfig }) => {
    const kubectl = await kubectlOf(suiteName, kubeconfig)
    const args = [
      '--kubeconfig',
      kubeconfig,
      'get',
      'node',
      'node1',
      '-w',
      '-L',
      'seen',
      '--no-headers',
    ]
    const child = spawn(await kubectlPath(suiteName), args)
    try {
      const watched = lines(child.stdout)
      await watched.next()
      await kubectl('label', 'node', 'node1', `seen=by-${suiteName}`)

      const { value } = await watched.next()

      assert.match(value, new RegExp(`^node1 .* by-${suiteName}$`))
      await kubectl('label', 'node', 'node1', 'seen-')
    } finally {
      child.kill()
    }
  })

  test(`tells ${suiteName}'s what is not there`, async ({ kubeconfig }) => {
    const kubectl = await kubectlOf(suiteName, kubeconfig)

    const { code, stderr } = await kubectl('get', 'node', 'nobody')

    assert.is(code, 1)
    assert.is(stderr, 'Error from server (NotFound): nodes "nobody" not found\n')
  })
}

type Suite = (typeof SUITES)[number]
type Kubectl = (...args: readonly string[]) => Promise<Ended>

async function kubectlOf(suiteName: Suite, kubeconfig: string): Promise<Kubectl> {
  const path = await kubectlPath(suiteName)
  return (...args) => runProgram(spawn(path, ['--kubeconfig', kubeconfig, ...args]))
}

/** Later suites have it in another package. */
function kubectlPath(suiteName: Suite): Promise<string> {
  return debianProgram(suiteName, 'kubectl', ['kubernetes-client', 'kubectl'])
}

async function* lines(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of stream) {
    const found = (rest + chunk).split('\n')
    rest = found.pop() ?? ''
    yield* found
  }
}

test.run()
