import { generateKeyPairSync, randomBytes } from 'node:crypto'

/** An SSH key pair as OpenSSH writes its files. */
export interface KeyPair {
  readonly privateKey: string
  readonly publicKey: string
}

const TYPE = 'ssh-ed25519'

/** Makes an Ed25519 key pair without a passphrase. */
export function newKeyPair(comment: string): KeyPair {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  const seed = Buffer.from(jwk.d ?? '', 'base64url')
  const point = Buffer.from(jwk.x ?? '', 'base64url')
  const publicBlob = Buffer.concat([field(TYPE), field(point)])
  return {
    privateKey: privateKeyFile(publicBlob, Buffer.concat([seed, point]), comment),
    publicKey: `${TYPE} ${publicBlob.toString('base64')} ${comment}\n`,
  }
}

/** A line of known_hosts for a server that is not on port 22. */
export function knownHostsLine(address: string, port: number, publicKey: string): string {
  const [type, key] = publicKey.split(' ')
  return `[${address}]:${port} ${type} ${key}`
}

/** The format openssh-key-v1 with cipher and key derivation `none`. */
function privateKeyFile(publicBlob: Buffer, secret: Buffer, comment: string): string {
  const check = randomBytes(4)
  const key = Buffer.concat([check, check, publicBlob, field(secret), field(comment)])
  // Padded to the block size of no cipher, with 1, 2, 3...
  const padding = Buffer.from(Array.from({ length: -key.length & 7 }, (_, at) => at + 1))
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...[field('none'), field('none'), field('')],
    number(1),
    field(publicBlob),
    field(Buffer.concat([key, padding])),
  ])
  const lines = file.toString('base64').match(/.{1,70}/g) ?? []
  return [
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    ...lines,
    '-----END OPENSSH PRIVATE KEY-----',
    '',
  ].join('\n')
}

function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content)
  return Buffer.concat([number(bytes.length), bytes])
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
