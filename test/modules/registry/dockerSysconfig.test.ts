import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dockerSysconfig } from '../../../src/modules/registry/dockerSysconfig.ts'
import { folder } from '../../helpers/folder.ts'
import { rejection } from '../../helpers/rejection.ts'
import { runContext } from '../../helpers/runContext.ts'
import { runModule } from '../../helpers/runModule.ts'

interface Context {
  directory: ReturnType<typeof folder>
  path: string
  /** Red Hat's build, and upstream's. */
  known: string
  upstream: string
}

const BEFORE = "OPTIONS='--selinux-enabled --insecure-registry=172.30.1.1:5000'\n"

const test = suite<Context>('docker_sysconfig')
test.before.each(context => {
  context.directory = folder()
  const at = (name: string): string => join(context.directory.path, name)
  const daemon = (name: string, help: string): string => {
    writeFileSync(at(name), `#!/bin/sh\n[ "$1" = --help ] && printf '%s\\n' '${help}'\n`)
    chmodSync(at(name), 0o755)
    return at(name)
  }
  context.path = at('docker')
  context.known = daemon('dockerd-known', '  --add-registry value\n  --block-registry value')
  context.upstream = daemon('dockerd-upstream', '  --add-runtime\n  --allow-nondistributable')
  writeFileSync(context.path, BEFORE, { mode: 0o640 })
})
test.after.each(({ directory }) => directory[Symbol.dispose]())

const whitelist = {
  block_registries: ['all'],
  add_registries: ['registry.test'],
  own_registries: ['172.30.1.1:5000', 'docker-registry.default.svc:5000'],
}

test('sets the whitelist with the own registry in it, then finds nothing to do', async ({
  path,
  known,
}) => {
  const args = { path, dockerd: known, ...whitelist }
  const first = await runModule(dockerSysconfig, args, runContext())
  assert.is(first.kind, 'changed')
  assert.equal(first.result['add_registries'], [
    'registry.test',
    '172.30.1.1:5000',
    'docker-registry.default.svc:5000',
  ])
  assert.match(readFileSync(path, 'utf8'), `${BEFORE}ADD_REGISTRY='--add-registry=registry.test `)
  assert.is(statSync(path).mode & 0o777, 0o640)

  assert.is((await runModule(dockerSysconfig, args, runContext())).kind, 'ok')
})

test('refuses before a byte is written where dockerd would not start', async ({
  path,
  upstream,
}) => {
  const args = { path, dockerd: upstream, ...whitelist }
  const fault = await rejection(runModule(dockerSysconfig, args, runContext({ check: true })))

  assert.match(fault.message, /doesn't know --add-registry and would not start with it/)
  await rejection(runModule(dockerSysconfig, args, runContext()))
  assert.is(readFileSync(path, 'utf8'), BEFORE)
})

test('asks no dockerd where none of these options are wanted', async ({ path, upstream }) => {
  const args = {
    path,
    dockerd: upstream,
    add_registries: [],
    insecure_registries_absent: ['172.30.1.1:5000'],
  }
  const outcome = await runModule(dockerSysconfig, args, runContext())

  assert.is(outcome.kind, 'changed')
  assert.is(readFileSync(path, 'utf8'), "OPTIONS='--selinux-enabled'\n")
})

test('blocks not all while the own registry is not named', async ({ path, known }) => {
  const args = { path, dockerd: known, block_registries: ['all'] }
  const fault = await rejection(runModule(dockerSysconfig, args, runContext()))

  assert.match(fault.message, /cut the cluster's own registry off/)
})

test('adds the own registry only where there is a list to be in', async ({ path }) => {
  const args = { path, own_registries: ['172.30.1.2:5000'] }
  assert.is((await runModule(dockerSysconfig, args, runContext())).kind, 'ok')

  writeFileSync(path, "BLOCK_REGISTRY='--block-registry=all'\nADD_REGISTRY=''\n")
  assert.is((await runModule(dockerSysconfig, args, runContext())).kind, 'changed')
  assert.match(readFileSync(path, 'utf8'), "ADD_REGISTRY='--add-registry=172.30.1.2:5000'")
})

test('shows the change in check mode and makes none', async ({ path, known }) => {
  const args = { path, dockerd: known, ...whitelist }
  const outcome = await runModule(dockerSysconfig, args, runContext({ check: true }))

  assert.is(outcome.kind, 'changed')
  assert.is(outcome.kind === 'changed' && outcome.differences?.[0]?.before, BEFORE)
  assert.is(readFileSync(path, 'utf8'), BEFORE)
})

test('refuses what is no address of a registry', () => {
  const accepts = (name: string): boolean =>
    dockerSysconfig.args.safeParse({ add_registries: [name] }).success

  for (const name of ['https://a.test', "a' --privileged", '--log-level=debug', 'a b', ''])
    assert.not(accepts(name), name)
  for (const name of ['a.test', '172.30.1.1:5000', '[::1]:5000', 'a.test/team'])
    assert.ok(accepts(name), name)
})

test.run()
