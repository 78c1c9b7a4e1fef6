import ssh2 from 'ssh2'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { knownHostsLine, newKeyPair } from '../../src/lab/keys.ts'

test('makes keys that sign what their public half verifies', () => {
  // Enough of them to meet one whose numbers begin with a zero byte.
  for (let round = 0; round < 200; round++) {
    const { privateKey, publicKey } = newKeyPair('someone')
    const [key, verifier] = [privateKey, publicKey].map(text => ssh2.utils.parseKey(text))
    if (!key || !verifier || key instanceof Error || verifier instanceof Error) {
      throw new Error(`unreadable: ${privateKey}`)
    }
    const signature = key.sign('message')
    if (signature instanceof Error) throw signature
    assert.ok(verifier.verify('message', signature))
    assert.is(key.comment, 'someone')
  }
})

test('names servers in known_hosts with their port', () => {
  const line = knownHostsLine('127.77.0.11', 2222, 'ssh-ed25519 AAAA comment\n')
  assert.is(line, '[127.77.0.11]:2222 ssh-ed25519 AAAA')
})

test.run()
