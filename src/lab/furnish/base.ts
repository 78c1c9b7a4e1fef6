import { existsSync } from 'node:fs'
import { HOST_PATH } from '../inside/path.ts'
import { type Lab, type LabHost, masterOf } from '../model.ts'
import type { HostFile } from './hostFile.ts'

/** What any small Linux machine has: accounts, names, and the directories that programs expect. */
export function baseFiles(lab: Lab, host: LabHost): HostFile[] {
  const shell = existsSync('/usr/bin/bash') ? '/bin/bash' : '/bin/sh'
  return [
    { path: '/etc/passwd', content: `root:x:0:0:root:/root:${shell}\n${NOBODY}` },
    { path: '/etc/group', content: 'root:x:0:\nnogroup:x:65534:\n' },
    { path: '/etc/shells', content: '/bin/sh\n/bin/bash\n' },
    { path: '/etc/hostname', content: `${host.name}\n` },
    { path: '/etc/hosts', content: hostsText(lab) },
    { path: '/etc/nsswitch.conf', content: 'passwd: files\ngroup: files\nhosts: files\n' },
    { path: '/etc/resolv.conf', content: '' },
    { path: '/etc/machine-id', content: `${machineId(lab, host)}\n` },
    { path: '/etc/profile', content: `PATH=${HOST_PATH}\nPS1='\\u@\\h:\\w\\$ '\n` },
    { path: '/etc/os-release', link: '../usr/lib/os-release' },
    ...EMPTY_DIRECTORIES.map(path => ({ path, directory: true as const })),
    { path: '/tmp', directory: true, mode: 0o1777 },
    { path: '/var/tmp', directory: true, mode: 0o1777 },
    { path: '/root', directory: true, mode: 0o700 },
    { path: '/var/run', link: '/run' },
  ]
}

/** Every host knows every other by name; the master by the names of a cluster's API as well. */
export function hostsText(lab: Lab): string {
  const master = masterOf(lab)?.name
  const lines = lab.hosts.map(({ name, address }) => {
    const names = [`${name}.lab.test`, name, ...(name === master ? API_NAMES : [])]
    return `${address} ${names.join(' ')}`
  })
  return `127.0.0.1 localhost\n${lines.join('\n')}\n`
}

/** What clients inside a cluster call its API. */
export const API_NAMES = [
  'kubernetes.default.svc.cluster.local',
  'kubernetes.default.svc',
  'kubernetes.default',
] as const

const NOBODY = 'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n'

const EMPTY_DIRECTORIES = [
  '/dev',
  '/etc/systemd/system',
  '/home',
  '/mnt',
  '/opt',
  '/proc',
  '/run',
  '/srv',
  '/sys',
  '/usr',
  '/var/cache',
  '/var/lib',
  '/var/log',
  '/var/spool',
]

/** Differs from host to host and from lab to lab on one machine. */
function machineId(lab: Lab, host: LabHost): string {
  return `${lab.network.toString(16).padStart(2, '0')}${host.octet.toString(16).padStart(2, '0')}`.padEnd(
    32,
    '0',
  )
}
