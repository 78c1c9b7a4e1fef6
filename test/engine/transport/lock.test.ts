import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openingText } from '../../../src/engine/transport/lock.ts'
import { usualShells } from '../../helpers/shells.ts'

interface Context {
  root: string
  /** The folder of this user below it. */
  own: string
}

interface Taken {
  readonly rc: number
  readonly output: string
  end(): Promise<void>
}

/** A shell that takes the lock and keeps it until it is ended. */
async function take(
  root: string,
  connection: string,
  options: { shell?: string; lost?: string[] } = {},
): Promise<Taken> {
  const { shell = 'sh', lost = [] } = options
  const opening = openingText({
    run: `run-${connection}`,
    connection,
    patience: 0,
    lost,
    stateDirectory: root,
  })
  const child = spawn(shell, { argv0: 'sh', stdio: ['pipe', 'pipe', 'ignore'] })
  const closed = new Promise<void>(resolve => child.once('close', () => resolve()))
  const said: Buffer[] = []
  const answered = new Promise<number>(resolve => {
    child.stdout.on('data', (bytes: Buffer) => {
      said.push(bytes)
      const [, rc] = /rc=(\d+)\n/.exec(Buffer.concat(said).toString()) ?? []
      if (rc !== undefined) resolve(Number(rc))
    })
  })
  child.stdin.write(`{ ${opening}\necho "rc=$wr"; }\n`)
  const rc = await answered
  return {
    rc,
    output: Buffer.concat(said)
      .toString()
      .replace(/rc=\d+\n/, ''),
    async end() {
      child.stdin.end()
      await closed
    },
  }
}

for (const shell of usualShells()) {
  const test = suite<Context>(`lock in ${shell}`)

  test.before.each(context => {
    context.root = mkdtempSync(join(tmpdir(), 'wharfinger-lock-'))
    context.own = join(context.root, String(process.getuid?.()))
  })
  test.after.each(({ root }) => rmSync(root, { recursive: true }))

  test('is taken by one of many who try at once', async ({ root }) => {
    const all = await Promise.all([...'12345678'].map(name => take(root, `c${name}`, { shell })))

    assert.is(all.filter(({ rc }) => rc === 0).length, 1)
    assert.is(all.filter(({ rc }) => rc === 73).length, 7)
    const winner = all.find(({ rc }) => rc === 0)
    for (const { rc, output } of all)
      if (rc === 73) assert.is(output.trim(), readlinkSync(winner?.output.slice(0, -1) ?? ''))
    await Promise.all(all.map(one => one.end()))
  })

  test('is stolen from the dead by one of many who try at once', async ({ root, own }) => {
    const dead = await take(root, 'dead', { shell })
    await dead.end()

    const all = await Promise.all([...'1234'].map(name => take(root, `c${name}`, { shell })))

    assert.is(all.filter(({ rc }) => rc === 0).length, 1)
    assert.not(readdirSync(own).includes('lock.dead'))
    await Promise.all(all.map(one => one.end()))
  })

  test('is stolen from a lost connection that still runs, and its work is ended', async ({
    root,
    own,
  }) => {
    const old = await take(root, 'old', { shell })

    const next = await take(root, 'new', { shell, lost: ['other', 'old'] })

    assert.is(next.rc, 0)
    assert.not(existsSync(join(own, 'lock.old')))
    assert.match(readlinkSync(join(own, 'lock')), /^run-new new /)
    await Promise.all([old.end(), next.end()])
  })

  test('is stolen when a process of another start time has the number of its owner', async ({
    root,
    own,
  }) => {
    mkdirSync(own, { mode: 0o700 })
    symlinkSync(`run old ${process.pid} 1 - 0`, join(own, 'lock'))

    const next = await take(root, 'new', { shell })

    assert.is(next.rc, 0)
    await next.end()
  })

  test('is shared by the sessions of one connection', async ({ root }) => {
    const one = await take(root, 'same', { shell })
    const two = await take(root, 'same', { shell })

    assert.equal([one.rc, two.rc], [0, 74])
    assert.is(one.output, two.output)
    await Promise.all([one.end(), two.end()])
  })

  test('sweeps what earlier connections noted as temporary, and nothing else', async ({
    root,
    own,
  }) => {
    const files = ['.wharf-a b-1', 'kept', '.wharf-2'].map(name => join(root, name))
    for (const file of files) writeFileSync(file, '')
    mkdirSync(join(own, 'temps'), { recursive: true, mode: 0o700 })
    writeFileSync(join(own, 'temps/old'), files.map(file => `${file}\n`).join(''))

    const next = await take(root, 'new', { shell })

    assert.equal(files.map(existsSync), [false, true, false])
    assert.equal(readdirSync(join(own, 'temps')), [])
    await next.end()
  })

  test('refuses a folder that is not its own', async ({ root, own }) => {
    mkdirSync(own)
    writeFileSync(join(own, 'pending'), 'a file in the way')

    const { rc, end } = await take(root, 'new', { shell })

    assert.is(rc, 1)
    await end()
  })

  test.run()
}
