import { X509Certificate } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createCa, describe, isSignedBy, matchesKey } from '../../src/pki/index.ts'

test('makes an authority that signs itself and may sign others', async () => {
  const ca = await createCa({ name: 'test-signer' })

  const { subject, issuer, isCa } = describe(ca.certificate)
  assert.is(subject, 'CN=test-signer')
  assert.is(issuer, 'CN=test-signer')
  assert.ok(isCa)
  assert.ok(isSignedBy(ca.certificate, ca.certificate))
  assert.ok(matchesKey(ca.certificate, ca.key))
  assert.match(ca.key, /^-----BEGIN RSA PRIVATE KEY-----/)
})

test('names an authority after the moment it was made unless told', async () => {
  const before = Math.floor(Date.now() / 1000)

  const { subject } = describe((await createCa()).certificate)
  const [, seconds] = /^CN=openshift-signer@(\d+)$/.exec(subject) ?? []
  assert.ok(Number(seconds) >= before && Number(seconds) <= Date.now() / 1000)
})

test('is valid for the days asked for, from a little before now', async () => {
  const { notBefore, notAfter } = describe((await createCa({ days: 10 })).certificate)

  assert.ok(notBefore.getTime() < Date.now())
  assert.ok(Math.abs(notAfter.getTime() - Date.now() - 10 * 86_400_000) < 60_000)
})

test('lasts beyond 2049, where times are written differently', async () => {
  const { notAfter } = describe((await createCa({ days: 36_500 })).certificate)

  assert.ok(notAfter.getUTCFullYear() >= 2120)
})

test('never gives two authorities the same serial', async () => {
  const serials = await Promise.all(
    [1, 2, 3].map(async () => new X509Certificate((await createCa()).certificate).serialNumber),
  )

  assert.is(new Set(serials).size, 3)
  assert.ok(serials.every(serial => serial.length === 32))
})

test.run()
