import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Cli, cli, HOME, startCli, startOnTerminal } from '../helpers/cli.ts'
import { labDirectory } from '../helpers/lab.ts'
import { removeAtExit, sharedLab } from './labs.ts'

test('provisions a lab twice, says what is there, and leaves it up when asked to', async () => {
  const cwd = newDirectory()
  const { code, stdout, stderr } = await cli(['lab', 'demo', '--keep'], { cwd })

  assert.is(code, 0, stdout + stderr)
  assert.is(stdout.match(/^PLAY RECAP/gm)?.length, 2)
  assert.match(
    stdout,
    /^The registry is at https:\/\/127\.78\.\d+\.5:5000\n {2}signed by the CA with the SHA-256 fingerprint ([0-9A-F]{2}:){31}[0-9A-F]{2}\n/m,
  )
  assert.match(stdout, 'The second run changed nothing on 4 hosts.\n')
  for (const run of [1, 2]) assert.ok(existsSync(join(cwd, `.lab/logs/run-${run}.jsonl`)))

  assert.is((await cli(['lab', 'status'], { cwd })).code, 0)
  const there = await cli(['lab', 'ssh', 'node1', '--', 'hostname; exit 3'], { cwd })
  assert.is(there.code, 3, there.stderr)
  assert.is(there.stdout, 'node1\n')
  assert.is((await cli(['lab', 'down'], { cwd })).code, 0)
  assertNothingLeft(cwd)
})

/** What is on the screen when somebody wants to stop, and how they say so. */
const MOMENTS: Readonly<Record<string, readonly [text: string, start: Start, stop: Stop]>> = {
  'by Ctrl-C while hosts are brought up': ['Bringing up', startOnTerminal, pressCtrlC],
  'by two signals as the playbook begins': ['PLAY [Label the nodes]', startCli, signalTwice],
  'by Ctrl-C in the middle of a task': ['Install the daemon', startOnTerminal, pressCtrlC],
}

type Start = typeof startCli
type Stop = (demo: Cli) => void

function pressCtrlC(demo: Cli): void {
  demo.press('\x03')
}

function signalTwice(demo: Cli): void {
  demo.kill('SIGINT')
  demo.kill('SIGTERM')
}

for (const [how, [text, start, stop]] of Object.entries(MOMENTS)) {
  test(`an interrupt leaves neither a process nor a mount: ${how}`, async () => {
    const cwd = newDirectory()
    const demo = start(['lab', 'demo'], { cwd })
    await demo.says(text)
    stop(demo)
    const { code, stdout, stderr } = await demo.ended

    assert.is(code, 130, stdout + stderr)
    assertNothingLeft(cwd)
  })
}

test('shows live what it does on a terminal, and plain lines on one without a width', async () => {
  const { directory } = await sharedLab()
  const words = ['playbook', join(HOME, 'playbooks/ping.yaml'), '-i', 'inventory.lab.yaml']
  const [live, plain] = await Promise.all([
    startOnTerminal(words, { cwd: directory, columns: 100 }).ended,
    startOnTerminal(words, { cwd: directory, columns: 0 }).ended,
  ])

  assert.is(live.code, 0, live.stdout)
  assert.match(live.stdout, /✔.* Ping .*ok 4/)
  assert.not.match(live.stdout, 'PLAY RECAP')
  assert.is(plain.code, 0, plain.stdout)
  assert.match(plain.stdout, 'TASK [Ping] *')
  assert.match(plain.stdout, 'PLAY RECAP *')
})

function newDirectory(): string {
  const directory = labDirectory()
  removeAtExit(directory)
  return directory
}

function assertNothingLeft(directory: string): void {
  assert.not(existsSync(join(directory, 'inventory.lab.yaml')))
  assert.not(existsSync(join(directory, '.lab/hosts')))
  assert.not.match(readFileSync('/proc/self/mounts', 'utf8'), directory)
  const left = readdirSync('/proc').filter(
    name => /^\d+$/.test(name) && commandOf(name).includes(directory),
  )
  assert.equal(left.map(commandOf), [])
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    // It ended while we were looking.
    return ''
  }
}

test.run()
