import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { digestOf } from '../../src/registry/oci/index.ts'
import { type Answer, call } from '../helpers/registry.ts'
import type { Image, Ledger, MovedTag, Pushed } from './ledger.ts'

/** Throws unless a registry that was killed has kept all that it promised, and nothing that is wrong. */
export async function checkPromises(url: string, ledger: Ledger): Promise<void> {
  const get = (path: string, method = 'GET'): Promise<Answer> => call(method, url + path)
  await Promise.all(ledger.images.map(image => checkImage(get, image)))
  await Promise.all(ledger.tags.map(tag => checkTag(get, tag)))
  await Promise.all(ledger.pushed.map(pushed => checkBlob(url, pushed)))
}

/** Throws when some file of the storage isn't what its name says; looks at those that changed since a time alone. */
export function checkFiles(root: string, since: number): void {
  const blobs = join(root, 'docker/registry/v2/blobs')
  if (!existsSync(blobs)) return
  for (const name of readdirSync(blobs, { recursive: true, encoding: 'utf8' })) {
    const [, hex] = /^sha256\/..\/([0-9a-f]{64})\/data$/.exec(name) ?? []
    const file = join(blobs, name)
    if (hex === undefined || statSync(file).mtimeMs < since) continue
    assert.is(digestOf(readFileSync(file)), `sha256:${hex}`, `wrong bytes in ${file}`)
  }
}

type Get = (path: string, method?: string) => Promise<Answer>

async function checkImage(get: Get, { repository, digest, blobs }: Image): Promise<void> {
  const manifest = await get(`/v2/${repository}/manifests/${digest}`)
  assert.is(manifest.status, 200, `the acknowledged image ${digest} is ${manifest.status}`)
  assert.is(digestOf(manifest.body), digest)
  for (const blob of blobs) {
    const { status } = await get(`/v2/${repository}/blobs/${blob}`, 'HEAD')
    assert.is(status, 200, `${blob} of the acknowledged image ${digest} is ${status}`)
  }
}

async function checkTag(get: Get, { repository, name, at, moving }: MovedTag): Promise<void> {
  const { status, headers, body } = await get(`/v2/${repository}/manifests/${name}`)
  if (status === 404) {
    assert.is(at, undefined, `the tag ${repository}:${name} is lost`)
    const list = await get(`/v2/${repository}/tags/list`)
    assert.not.ok(list.status === 200 && JSON.parse(list.text).tags.includes(name))
    return
  }
  assert.is(status, 200)
  const digest = String(headers['docker-content-digest'])
  assert.is(digestOf(body), digest)
  assert.ok([at, moving].includes(digest), `${repository}:${name} points at ${digest}`)
  const { config, layers } = JSON.parse(body.toString())
  const blobs = [config, ...layers].map(blob => blob.digest)
  await checkImage(get, { repository, digest, blobs })
}

async function checkBlob(url: string, pushed: Pushed): Promise<void> {
  const { repository, digest, bytes, state, location } = pushed
  const path = `${url}/v2/${repository}/blobs/${digest}`
  const found = await call('GET', path)
  if (found.status === 200) assert.is(digestOf(found.body), digest, `wrong bytes at ${digest}`)
  if (state === 'done') assert.is(found.status, 200, `the acknowledged ${digest} is lost`)
  if (state === 'done' || location === undefined) return
  const isFinished = await isResumed(url, pushed)
  const then = await call('GET', path)
  assert.is(then.status, 200, `${digest} is ${isFinished ? 'not there' : 'lost'}`)
  assert.ok(then.body.equals(bytes))
}

/** Goes on with an upload where the registry says that it is, and finishes it. False where it had been finished already. */
async function isResumed(url: string, pushed: Pushed): Promise<boolean> {
  const { bytes, digest, received, state, location } = pushed
  const status = await call('GET', url + location)
  if (status.status === 404 && state === 'ending') return false
  assert.is(status.status, 204, `the upload of ${digest} can't be resumed`)
  const [, last] = String(status.headers.range).split('-')
  const size = last === '0' ? 0 : Number(last) + 1
  // Once it may have been published its bytes are no longer those of the upload.
  if (state === 'open')
    assert.ok(size >= received, `${received - size} acknowledged bytes are lost`)
  const patched = await call('PATCH', String(status.headers.location), {
    body: bytes.subarray(size),
  })
  assert.is(patched.status, 202, patched.text)
  const put = await call('PUT', `${patched.headers.location}&digest=${digest}`)
  assert.is(put.status, 201, put.text)
  return true
}
