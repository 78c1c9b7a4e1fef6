import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '../../../src/base/fault.ts'
import type { Architecture } from '../../../src/registry/bundle/index.ts'
import { librariesOf } from '../../../src/registry/bundle/libraries.ts'

const test = suite('libraries')
const here = process.arch as Architecture

test('carries nothing that comes with the C library', async () => {
  const names = (await librariesOf('/bin/sh', here)).map(({ name }) => name)

  assert.not.match(names.join(' '), /libc\.|ld-linux|vdso/)
})

test('finds what Node links beyond that', async () => {
  const names = (await librariesOf(process.execPath, here)).map(({ name }) => name)

  assert.ok(names.includes('libstdc++.so.6'))
})

test('says what it cannot look into', async () => {
  try {
    await librariesOf('/nonexistent', here)
    assert.unreachable()
  } catch (error) {
    assert.instance(error, Fault)
    assert.match(String(error), '/nonexistent')
  }
})

test.run()
