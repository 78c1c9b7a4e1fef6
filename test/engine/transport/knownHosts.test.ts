import { createHmac, randomBytes } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hostKeyAlgorithms, judgeHostKey } from '../../../src/engine/transport/hostKey.ts'
import { KnownHosts } from '../../../src/engine/transport/knownHosts.ts'
import type { HostKeyChecking, Target } from '../../../src/engine/transport/target.ts'

/** A host key in the form in which it is sent. */
function key(type: string, seed: number): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(type.length)
  return Buffer.concat([length, Buffer.from(type), Buffer.alloc(32, seed)])
}

const ED = key('ssh-ed25519', 1)
const OTHER = key('ssh-ed25519', 2)
const RSA = key('ssh-rsa', 3)

function line(hosts: string, bytes: Buffer, marker = ''): string {
  return `${marker}${hosts} ${bytes.toString('latin1', 4, 4 + bytes.readUInt32BE(0))} ${bytes.toString('base64')} a comment`
}

function hashed(name: string): string {
  const salt = randomBytes(20)
  const hash = createHmac('sha1', salt).update(name).digest('base64')
  return `|1|${salt.toString('base64')}|${hash}`
}

interface Case {
  readonly file: readonly string[]
  readonly name?: string
  readonly port?: number
  readonly checking?: HostKeyChecking
}

function target({ name = 'web', port = 22, checking = 'yes' }: Omit<Case, 'file'>): Target {
  return {
    host: name,
    hostKeyName: name,
    port,
    hostKeyChecking: checking,
    knownHostsFile: '/h/known_hosts',
  } as Target // what judging looks at
}

function known(...files: readonly (readonly string[])[]): KnownHosts {
  const hosts = new KnownHosts()
  for (const [index, lines] of files.entries()) hosts.add(lines.join('\n'), `/k${index}`)
  return hosts
}

function judge(shown: Buffer, { file, ...rest }: Case): string {
  const verdict = judgeHostKey(shown, target(rest), known(file))
  return verdict.kind === 'refused' ? verdict.fault.message : verdict.kind
}

test('knows a host by its name, by a pattern, by a hash, and by its port', () => {
  const cases: Case[] = [
    { file: [line('web', ED)] },
    { file: ['# comment', '', line('db,web,10.0.0.1', ED)] },
    { file: [line('w*', ED)] },
    { file: [line('we?', ED)] },
    { file: [line('*,!db', ED)] },
    { file: [line('WEB', ED)] },
    { file: [line(hashed('web'), ED)] },
    { file: [line('[web]:2222', ED)], port: 2222 },
    { file: [line(hashed('[web]:2222'), ED)], port: 2222 },
    { file: [line('web', ED)], port: 2222 },
    { file: [line('web', OTHER), line('web', ED)] },
  ]
  for (const one of cases) assert.is(judge(ED, one), 'known', one.file.join('; '))
})

test('does not know a host by what is only alike', () => {
  const cases: Case[] = [
    { file: [] },
    { file: [line('web2', ED)] },
    { file: [line('*,!web', ED)] },
    { file: [line('w.b', ED)] },
    { file: [line(hashed('other'), ED)] },
    { file: [line('[web]:2222', ED)] },
    { file: [line('web', ED, '@cert-authority ')] },
    { file: ['web ssh-ed25519'] },
    { file: [`web ssh-rsa ${ED.toString('base64')}`] },
  ]
  for (const one of cases) assert.match(judge(ED, one), 'is not known', one.file.join('; '))
})

test('refuses an unknown key with its fingerprint and the way to add it', () => {
  const verdict = judgeHostKey(ED, target({ port: 2222 }), known([]))

  assert.is(verdict.kind, 'refused')
  if (verdict.kind !== 'refused') return
  assert.match(
    verdict.fault.message,
    /^the host key of \[web\]:2222 \(ssh-ed25519 SHA256:[\w+/]{43}\) is not known$/,
  )
  assert.match(verdict.fault.hint ?? '', 'ssh-keyscan -p 2222 web >> /h/known_hosts')
})

test('refuses a changed key loudly, naming the line that knows another', () => {
  const verdict = judgeHostKey(
    OTHER,
    target({}),
    known([line('db', ED)], ['# one', line('web', ED)]),
  )

  assert.is(verdict.kind, 'refused')
  if (verdict.kind !== 'refused') return
  assert.match(
    verdict.fault.message,
    /^THE HOST KEY OF web HAS CHANGED: .*not the ssh-ed25519 key of \/k1:2$/,
  )
  assert.match(verdict.fault.hint ?? '', "ssh-keygen -R 'web' -f /k1")
})

test('takes a key of another kind for a changed one', () => {
  assert.match(judge(RSA, { file: [line('web', ED)], checking: 'accept-new' }), 'HAS CHANGED')
})

test('refuses a revoked key, whatever else is known', () => {
  const file = [line('web', ED), line('*', ED, '@revoked ')]

  assert.match(judge(ED, { file, checking: 'no' }), /is revoked by \/k0:2$/)
})

test('remembers a new host with accept-new, refuses a changed one', () => {
  assert.is(judge(ED, { file: [], checking: 'accept-new' }), 'remember')
  assert.match(judge(ED, { file: [line('web', OTHER)], checking: 'accept-new' }), 'HAS CHANGED')
})

test('takes any key when checking is off', () => {
  assert.is(judge(ED, { file: [], checking: 'no' }), 'remember')
  assert.is(judge(ED, { file: [line('web', OTHER)], checking: 'no' }), 'known')
})

test('asks first for keys of the kinds that it knows', () => {
  const algorithms = hostKeyAlgorithms(target({}), known([line('web', RSA)]))

  assert.equal(algorithms.slice(0, 4), ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa', 'ssh-ed25519'])
})

test.run()
