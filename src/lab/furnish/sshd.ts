import type { KeyPair } from '../keys.ts'
import { type LabHost, SSH_PORT } from '../model.ts'
import type { Program } from '../program.ts'
import type { HostFile } from './hostFile.ts'

const HOST_KEY = '/etc/ssh/ssh_host_ed25519_key'

/** The SSH server as a unit that always comes back, its key, and the person's key as the one that may log in. */
export function sshdFiles(
  host: LabHost,
  keys: { readonly host: KeyPair; readonly person: KeyPair },
  program: Program,
): HostFile[] {
  const words = [...program.words, 'sshd', host.address, String(SSH_PORT), HOST_KEY]
  return [
    { path: HOST_KEY, content: keys.host.privateKey, mode: 0o600 },
    { path: `${HOST_KEY}.pub`, content: keys.host.publicKey },
    { path: '/root/.ssh', directory: true, mode: 0o700 },
    { path: '/root/.ssh/authorized_keys', content: keys.person.publicKey, mode: 0o600 },
    { path: '/.lab/local/lib/systemd/system/sshd.service', content: unit(words, program) },
    {
      path: '/etc/systemd/system/multi-user.target.wants/sshd.service',
      link: '/usr/local/lib/systemd/system/sshd.service',
    },
  ]
}

function unit(words: readonly string[], { mount }: Program): string {
  return `[Unit]
Description=SSH server of the lab
StartLimitIntervalSec=0

[Service]
ExecStart=${words.join(' ')}
WorkingDirectory=${mount}
KillMode=process
Restart=always

[Install]
WantedBy=multi-user.target
`
}
