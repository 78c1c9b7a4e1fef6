import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashPassword } from '../../src/base/bcrypt.ts'
import { issueServerCertificate } from '../../src/pki/index.ts'
import { ecAuthority } from '../helpers/certificates.ts'
import { startDaemon } from '../helpers/daemon.ts'
import { folder } from '../helpers/folder.ts'
import { freePort } from '../helpers/freePort.ts'

/** A daemon with TLS whose users `editor` and `visitor` (password `pw`) may do all and nothing in the project `demo`. */
export interface SecureDaemon extends AsyncDisposable {
  /** `host:port` */
  readonly address: string
  /** The certificate of its authority. */
  readonly ca: string
  /** A file that holds it. */
  readonly caPath: string
}

/** How clients sign in: with each request, or by tokens. */
export type SignIn = 'basic' | 'tokens'

/** Starts a daemon of two processes at an address of this machine. */
export async function secureDaemon(host: string, signIn: SignIn): Promise<SecureDaemon> {
  const directory = folder()
  const at = (name: string, content: string): string => {
    writeFileSync(join(directory.path, name), content)
    return join(directory.path, name)
  }
  const ca = ecAuthority()
  const pair = await issueServerCertificate({ ca, names: [host, 'localhost'] })
  const hash = await hashPassword('pw', 4)
  const address = `${host}:${await freePort()}`
  const daemon = await startDaemon({
    http: {
      addr: address,
      workers: 2,
      tls: { certificate: at('r.crt', pair.certificate), key: at('r.key', pair.key) },
    },
    storage: { filesystem: { rootdirectory: join(directory.path, 'data') } },
    auth: {
      htpasswd: { realm: 'test', path: at('htpasswd', `editor:${hash}\nvisitor:${hash}\n`) },
      policy: {
        path: at('policy.yml', '- { role: registry-admin, project: demo, users: [editor] }\n'),
      },
      ...(signIn === 'tokens' ? { tokens: {} } : {}),
    },
  })
  return {
    address,
    ca: ca.certificate,
    caPath: at('ca.crt', ca.certificate),
    async [Symbol.asyncDispose]() {
      await daemon[Symbol.asyncDispose]()
      directory[Symbol.dispose]()
    },
  }
}
