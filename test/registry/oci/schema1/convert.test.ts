import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { convertToSchema1, digestOf } from '../../../../src/registry/oci/index.ts'
import { takeApart } from '../../../../src/registry/oci/schema1/index.ts'
import { CONVERTED_BY_DOCKER, CONVERTED_DIGEST, IMAGE, refusal } from './vectors.ts'

const test = suite('conversion to the first schema')

const STEP = { created: '2024-02-01T00:00:00Z', created_by: 'ADD' }
const CONFIG = {
  architecture: 'amd64',
  rootfs: { type: 'layers', diff_ids: ['sha256:1', 'sha256:2'] },
  history: [STEP, STEP],
}

function converted(config: unknown) {
  const json = convertToSchema1({ ...IMAGE, config: Buffer.from(JSON.stringify(config)) })
  const { history, ...rest } = JSON.parse(json.toString())
  const entries: Record<string, unknown>[] = history.map(
    ({ v1Compatibility }: { v1Compatibility: string }) => JSON.parse(v1Compatibility),
  )
  return { ...rest, entries }
}

test('gives what docker-registry gives, byte for byte', () => {
  const bytes = convertToSchema1(IMAGE)

  assert.is(bytes.toString(), takeApart(CONVERTED_BY_DOCKER).payload.toString())
  assert.is(digestOf(bytes), CONVERTED_DIGEST)
})

test('makes an image of each step, the newest first', () => {
  const { entries } = converted(CONFIG)

  assert.is(entries.length, 2)
  assert.is(entries[0]?.['parent'], entries[1]?.['id'])
  assert.is(entries[1]?.['parent'], undefined)
  assert.is(entries[0]?.['rootfs'], undefined)
  assert.is(entries[0]?.['architecture'], 'amd64')
})

test('does without what a config may leave out', () => {
  const { architecture, entries } = converted({
    rootfs: CONFIG.rootfs,
    history: [{ created: null, created_by: null, author: null, empty_layer: null }, {}],
  })

  assert.is(architecture, '')
  assert.equal(entries[1]?.['container_config'], { Cmd: [''] })
})

test('refuses an image whose history is not that of its layers', () => {
  const inconvertible: readonly unknown[] = [
    { ...CONFIG, history: [] },
    { ...CONFIG, history: [STEP] },
    { ...CONFIG, history: [STEP, STEP, STEP] },
    { ...CONFIG, history: [STEP, { ...STEP, empty_layer: true }] },
    { ...CONFIG, rootfs: { diff_ids: ['sha256:1'] } },
    { ...CONFIG, history: [STEP, { ...STEP, created: 'yesterday' }] },
    { ...CONFIG, rootfs: undefined },
    { ...CONFIG, history: undefined },
    [],
    'text',
  ]
  for (const config of inconvertible) {
    assert.match(
      refusal(() => converted(config)),
      /^MANIFEST_INVALID .*can't be shown in schema 1/,
      JSON.stringify(config),
    )
  }
  const config = Buffer.from('{"history":')
  assert.match(
    refusal(() => convertToSchema1({ ...IMAGE, config })),
    'not JSON',
  )
})

test.run()
