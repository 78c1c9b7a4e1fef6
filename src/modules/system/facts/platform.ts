import type { Fields } from '../../files/fields.ts'

type Facts = Record<string, unknown>

/** Facts on the system itself: distribution, kernel, names, managers. */
export function platformFacts(fields: Fields): Facts {
  const [system = '', nodename = '', kernel = '', kernelVersion = '', machine = ''] = (
    fields['uname'] ?? ''
  ).split('\n')
  const fqdn = fields['fqdn']?.trim() || nodename
  return {
    system,
    kernel,
    kernel_version: kernelVersion,
    machine,
    architecture: machine,
    userspace_architecture: machine,
    nodename,
    hostname: nodename.split('.')[0],
    fqdn,
    domain: fqdn.split('.').slice(1).join('.'),
    ...distributionFacts(fields),
    ...managerFacts(fields),
    selinux: selinuxOf(fields),
    apparmor: { status: fields['apparmor']?.startsWith('Y') ? 'enabled' : 'disabled' },
    fips: fields['fips']?.trim() === '1',
    machine_id: fields['machine_id']?.trim() ?? '',
  }
}

const NAMES: Record<string, string> = {
  debian: 'Debian',
  ubuntu: 'Ubuntu',
  rhel: 'RedHat',
  centos: 'CentOS',
  fedora: 'Fedora',
  rocky: 'Rocky',
  almalinux: 'AlmaLinux',
  ol: 'OracleLinux',
  amzn: 'Amazon',
  alpine: 'Alpine',
  arch: 'Archlinux',
  sles: 'SLES',
  'opensuse-leap': 'openSUSE Leap',
  'opensuse-tumbleweed': 'openSUSE Tumbleweed',
}

const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:debian|ubuntu)\b/, 'Debian'],
  [/\b(?:rhel|fedora|centos|rocky|almalinux|ol|amzn)\b/, 'RedHat'],
  [/\b(?:suse|sles|opensuse\S*)\b/, 'Suse'],
  [/\balpine\b/, 'Alpine'],
  [/\barch\b/, 'Archlinux'],
]

function distributionFacts(fields: Fields): Facts {
  const release = assignmentsIn(fields['os_release'] ?? '')
  const id = release['ID'] ?? ''
  const like = `${id} ${release['ID_LIKE'] ?? ''}`
  const version = versionOf(id, release, fields)
  const distribution = NAMES[id] ?? release['NAME'] ?? 'Linux'
  return {
    distribution,
    distribution_version: version,
    distribution_major_version: version.split('.')[0],
    distribution_release:
      release['VERSION_CODENAME'] ?? /\(([^)]+)\)/.exec(release['VERSION'] ?? '')?.[1] ?? 'NA',
    distribution_file_path: '/etc/os-release',
    os_family: FAMILIES.find(([pattern]) => pattern.test(like))?.[1] ?? distribution,
  }
}

/** Debian's own file knows the point release. */
function versionOf(id: string, release: Record<string, string>, fields: Fields): string {
  const debian = fields['debian_version']?.trim() ?? ''
  if (id === 'debian' && /^\d/.test(debian)) return debian
  return release['VERSION_ID'] ?? 'NA'
}

const MANAGERS: Record<string, string> = { 'apt-get': 'apt' }

function managerFacts(fields: Fields): Facts {
  const paths = (fields['managers'] ?? '').split('\n')
  const first = paths[0]?.split('/').at(-1) ?? ''
  const init = fields['init']?.trim() ?? ''
  return {
    pkg_mgr: first === '' ? 'unknown' : (MANAGERS[first] ?? first),
    service_mgr: fields['systemd']?.trim()
      ? 'systemd'
      : fields['openrc']?.trim()
        ? 'openrc'
        : init === 'init'
          ? 'sysvinit'
          : init,
  }
}

function selinuxOf(fields: Fields): Facts {
  const enforce = fields['selinux_enforce']?.trim()
  if (enforce === undefined) return { status: 'disabled' }
  const config = assignmentsIn(fields['selinux_config'] ?? '')
  return {
    status: 'enabled',
    mode: enforce === '1' ? 'enforcing' : 'permissive',
    policyvers: Number(fields['selinux_policy']?.trim()),
    config_mode: config['SELINUX'] ?? 'unknown',
    type: config['SELINUXTYPE'] ?? 'unknown',
  }
}

/** `NAME=value` lines, with a shell's quotes taken off. */
function assignmentsIn(text: string): Record<string, string> {
  const pairs = text.split('\n').flatMap((line): [string, string][] => {
    const [, name, value] = /^\s*([A-Za-z_]\w*)=(.*?)\s*$/.exec(line) ?? []
    if (name === undefined || value === undefined) return []
    return [[name, value.replace(/^(["'])(.*)\1$/, '$2').replace(/\\(.)/g, '$1')]]
  })
  return Object.fromEntries(pairs)
}
