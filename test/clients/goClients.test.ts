import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { debianProgram } from '../helpers/debian.ts'
import { folder } from '../helpers/folder.ts'
import { runProgram } from '../helpers/program.ts'
import { type SecureDaemon, secureDaemon } from './secureDaemon.ts'

interface Context {
  readonly folder: ReturnType<typeof folder>
  readonly daemon: SecureDaemon
  /** Runs a program with the daemon's authority and credentials of its own. Throws when it fails. */
  run(program: 'crane' | 'oras', ...args: readonly string[]): Promise<string>
}

for (const signIn of ['basic', 'tokens'] as const) {
  const test = suite<Context>(`crane and oras who sign in by ${signIn}`)
  test.before(async context => {
    const place = folder()
    const daemon = await secureDaemon('127.0.0.1', signIn)
    const paths = {
      crane: await debianProgram('sid', 'crane'),
      oras: await debianProgram('trixie', 'oras'),
    }
    const env = { PATH: '/usr/bin:/bin', DOCKER_CONFIG: place.path, SSL_CERT_FILE: daemon.caPath }
    const run: Context['run'] = async (program, ...args) => {
      const child = spawn(paths[program], args, { env, cwd: place.path })
      const { code, stdout, stderr } = await runProgram(child, 'pw')
      if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`)
      return stdout.trim()
    }
    writeFileSync(join(place.path, 'layer.txt'), 'hello')
    execFileSync('tar', ['-cf', 'layer.tar', 'layer.txt'], { cwd: place.path })
    Object.assign(context, { folder: place, daemon, run })
  })
  test.after(async ({ folder, daemon }) => {
    await daemon[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  test('let crane push, copy, list and delete', async ({ daemon, run }) => {
    const image = `${daemon.address}/demo/crane`
    await run('crane', 'auth', 'login', daemon.address, '-u', 'editor', '--password-stdin')
    await run('crane', 'append', '-f', 'layer.tar', '-t', `${image}:1`)
    await run('crane', 'cp', `${image}:1`, `${image}-copy:1`)
    await run('crane', 'tag', `${image}:1`, 'again')

    assert.is(await run('crane', 'ls', image), '1\nagain')
    assert.match(await run('crane', 'catalog', daemon.address), /^demo\/crane\ndemo\/crane-copy$/m)
    await run('crane', 'validate', '--remote', `${image}-copy:1`)
    const digest = await run('crane', 'digest', `${image}:1`)
    assert.is(await run('crane', 'digest', `${image}-copy:1`), digest)

    await run('crane', 'delete', `${image}-copy@${digest}`)

    const gone = await run('crane', 'manifest', `${image}-copy@${digest}`).catch(String)
    assert.match(gone, /MANIFEST_UNKNOWN/)
  })

  test('let oras push, attach, discover and pull artifacts', async ({ daemon, run, folder }) => {
    const artifact = `${daemon.address}/demo/artifact:1`
    const registry = ['login', daemon.address, '-u', 'editor', '--password-stdin']
    await run('oras', ...registry)
    await run('oras', 'push', artifact, '--artifact-type', 'application/vnd.demo', 'layer.txt')
    await run('oras', 'attach', artifact, '--artifact-type', 'application/vnd.note', 'layer.txt')

    const found = await run('oras', 'discover', '--format', 'json', artifact)
    await run('oras', 'pull', '-o', join(folder.path, 'back'), artifact)

    assert.match(found, /application\/vnd\.note/)
    assert.is(readFileSync(join(folder.path, 'back', 'layer.txt'), 'utf8'), 'hello')
    assert.is(await run('oras', 'repo', 'tags', artifact.replace(/:1$/, '')), '1')
  })

  test.run()
}
