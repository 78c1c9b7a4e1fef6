import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashPassword } from '../../src/base/bcrypt.ts'
import { issueServerCertificate } from '../../src/pki/index.ts'
import { ecAuthority } from './certificates.ts'
import { folder } from './folder.ts'
import { type TestRegistry, testRegistry } from './registry.ts'

/** A registry with TLS and two users: `editor` may push and pull in project `demo`, `visitor` may not. Both have the password `pw`. */
export interface SecureRegistry extends AsyncDisposable {
  readonly registry: TestRegistry
  /** `host:port` */
  readonly address: string
  readonly ca: string
  /** A file that holds the CA's certificate. */
  readonly caPath: string
}

export async function secureRegistry(): Promise<SecureRegistry> {
  const directory = folder()
  const at = (name: string, content: string): string => {
    writeFileSync(join(directory.path, name), content)
    return join(directory.path, name)
  }
  const ca = ecAuthority()
  const pair = await issueServerCertificate({ ca, names: ['127.0.0.1', 'localhost'] })
  const hash = await hashPassword('pw', 4)
  const registry = await testRegistry({
    storage: { inmemory: {} },
    http: {
      addr: '127.0.0.1:0',
      tls: { certificate: at('r.crt', pair.certificate), key: at('r.key', pair.key) },
    },
    auth: {
      htpasswd: { realm: 'test', path: at('htpasswd', `editor:${hash}\nvisitor:${hash}\n`) },
      policy: {
        path: at('policy.yml', '- { role: registry-editor, project: demo, users: [editor] }\n'),
      },
    },
  })
  return {
    registry,
    address: new URL(registry.url).host,
    ca: ca.certificate,
    caPath: at('ca.crt', ca.certificate),
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]()
      directory[Symbol.dispose]()
    },
  }
}
