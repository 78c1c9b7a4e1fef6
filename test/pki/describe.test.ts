import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  describe,
  isSignedBy,
  issueServerCertificate,
  matchesKey,
  normalName,
} from '../../src/pki/index.ts'
import { ecAuthority } from '../helpers/certificates.ts'

test('gives the SHA-256 fingerprint with colons', () => {
  const { fingerprint } = describe(ecAuthority().certificate)

  assert.match(fingerprint, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
})

test('says no, not an error, for texts that hold no certificate or key', () => {
  const ca = ecAuthority()

  assert.not(matchesKey('nonsense', ca.key))
  assert.not(matchesKey(ca.certificate, 'nonsense'))
  assert.not(isSignedBy('', ca.certificate))
  assert.throws(() => describe('nonsense'), /no PEM certificate/)
})

test('tells signers of the same name apart by their key', async () => {
  const [ca, twin] = [ecAuthority(), ecAuthority()]
  const { certificate } = await issueServerCertificate({ ca, names: ['a.test'] })

  assert.ok(isSignedBy(certificate, ca.certificate))
  assert.not(isSignedBy(certificate, twin.certificate))
})

test('compares names as certificates do', () => {
  assert.is(normalName('Registry.Example.COM'), 'registry.example.com')
  assert.is(normalName('bücher.example'), 'xn--bcher-kva.example')
  assert.is(normalName('2001:0DB8:0:0:0:0:0:1'), '2001:db8::1')
  assert.is(normalName('[::1]'), '::1')
  assert.is(normalName('*.apps.example.com'), '*.apps.example.com')
  assert.throws(() => normalName('https://a.test'), /not a host name/)
  assert.throws(() => normalName(''), /not a host name/)
})

test.run()
