import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashPassword } from '../../../src/base/bcrypt.ts'
import { type Architecture, type Bundle, bundleDaemon } from '../../../src/registry/bundle/index.ts'
import { call } from '../../helpers/registry.ts'

const test = suite<{ output: string; bundle: Bundle }>('bundle')
// The processors of the machines that this is developed on are the two that a bundle can be for.
const architecture = process.arch as Architecture

test.before(async context => {
  context.output = mkdtempSync(join(tmpdir(), 'wharfinger-bundle-'))
  context.bundle = await bundleDaemon({ architecture, output: context.output })
})
test.after(({ output }) => rmSync(output, { recursive: true }))

test('is made once, and is found unchanged in no time', async ({ output, bundle }) => {
  const start = performance.now()
  const again = await bundleDaemon({ architecture, output })

  assert.ok(performance.now() - start < 300)
  assert.is(bundle.isNew, true)
  assert.equal(again, { ...bundle, isNew: false })
})

test('is made anew when it was tampered with', async ({ output, bundle }) => {
  rmSync(join(bundle.directory, 'DIGEST'))
  const again = await bundleDaemon({ architecture, output })

  assert.is(again.isNew, true)
  assert.is(again.digest, bundle.digest)
})

test('tells how it is used, through a symbolic link too', ({ output, bundle }) => {
  const link = join(output, 'link')
  symlinkSync(join(bundle.directory, 'wharf-registry'), link)
  try {
    execFileSync(link, ['nonsense'], { stdio: 'pipe' })
    assert.unreachable()
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: Buffer }
    assert.is(status, 5)
    assert.match(stderr.toString(), 'usage: wharf-registry serve [CONFIG]')
  }
})

test('says in one line what is wrong with its configuration', ({ output, bundle }) => {
  const config = join(output, 'broken.yml')
  writeFileSync(config, 'version: 0.1\nstorge: {}\n')
  try {
    execFileSync(join(bundle.directory, 'wharf-registry'), ['serve', config], { stdio: 'pipe' })
    assert.unreachable()
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: Buffer }
    assert.is(status, 1)
    assert.is(
      stderr.toString(),
      `error: ${config}:2:1: config: unknown key "storge" (did you mean "storage"?)\n`,
    )
  }
})

test('serves where there is a C library and a shell, and nothing else', async ({
  output,
  bundle,
}) => {
  const root = join(output, 'root')
  makeMinimalRoot(root, bundle.directory)
  writeFileSync(join(root, 'htpasswd'), `ann:${await hashPassword('pw', 4)}\n`)
  writeFileSync(
    join(root, 'config.yml'),
    `version: 0.1
http: { addr: '127.0.0.1:0' }
storage: { filesystem: { rootdirectory: /registry } }
auth: { htpasswd: { path: /htpasswd } }
`,
  )
  const inside = ['chroot', root, '/daemon/wharf-registry', 'serve', '/config.yml']
  const [command = '', ...rest] =
    process.getuid?.() === 0 ? inside : ['unshare', '--user', '--map-root-user', ...inside]
  const daemon = spawn(command, rest, { stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  daemon.stderr.on('data', chunk => {
    log += chunk
  })
  let port: string | undefined
  while (port === undefined) {
    await Promise.race([once(daemon.stderr, 'data'), once(daemon, 'exit')])
    assert.is(daemon.exitCode, null, log)
    port = /listening on 127\.0\.0\.1:(\d+)/.exec(log)?.[1]
  }
  const url = `http://127.0.0.1:${port}/v2/`
  const answers = [await call('GET', url), await call('GET', url, { as: 'ann:pw' })]
  daemon.kill('SIGTERM')
  const [code] = await once(daemon, 'exit')

  assert.equal(
    answers.map(answer => answer.status),
    [401, 200],
  )
  assert.is(code, 0, log)
})

/** The shell, what the loader needs for it and for Node, less the libraries that the bundle brings. */
function makeMinimalRoot(root: string, bundle: string): void {
  const programs = ['/bin/sh', join(bundle, 'bin/node')]
  const needed = programs.flatMap(program =>
    execFileSync('ldd', [program]).toString().match(/\/\S+/g),
  )
  const libraries = needed.filter(path => path !== null && !/libstdc|libgcc/.test(path))
  for (const file of ['/bin/sh', ...libraries]) {
    if (file === null || !existsSync(file)) continue
    mkdirSync(join(root, dirname(file)), { recursive: true })
    copyFileSync(file, join(root, file))
  }
  execFileSync('cp', ['-al', bundle, join(root, 'daemon')])
}

test.run()
