import { lines, type Shell, sh } from '../../../engine/module/index.ts'
import { emitOutput } from '../../files/fields.ts'

/** Groups of facts that can be asked for; `min` is the rest. */
export const SUBSETS = ['hardware', 'network', 'virtual'] as const

export type Subset = (typeof SUBSETS)[number]

/** Shell that prints what facts are made of. What a host lacks is left out; nothing here fails. */
export function gather(subsets: ReadonlySet<Subset>, factPath: string): Shell {
  return lines(
    ...MIN,
    localFacts(factPath),
    ...(subsets.has('hardware') ? HARDWARE : []),
    ...(subsets.has('network') ? NETWORK : []),
    ...(subsets.has('virtual') ? VIRTUAL : []),
    sh`exit 0`,
  )
}

// One process each at most: whatever can be told from a file or by a builtin is.
const MIN: readonly Shell[] = [
  emitOutput('uname', sh`uname -s; uname -n; uname -r; uname -v; uname -m`),
  file('os_release', sh`/etc/os-release`),
  file('debian_version', sh`/etc/debian_version`),
  emitOutput('fqdn', sh`timeout 3 hostname -f 2>/dev/null`),
  emitOutput('date', sh`date '+%s %Z %z'; date '+%Y-%m-%d %H:%M:%S %A %w %W'`),
  emitOutput('id', sh`id -u; id -g; id -un; id -ru; id -rg`),
  emitOutput('passwd', sh`getent passwd "$(id -un)" 2>/dev/null || grep "^$(id -un):" /etc/passwd`),
  file('init', sh`/proc/1/comm`),
  emitOutput('managers', sh`for c in apt-get dnf yum zypper apk pacman; do command -v "$c"; done`),
  emitOutput('systemd', sh`[ ! -d /run/systemd/system ] || echo yes`),
  emitOutput('openrc', sh`[ ! -e /run/openrc ] || echo yes`),
  file('selinux_enforce', sh`/sys/fs/selinux/enforce`),
  file('selinux_policy', sh`/sys/fs/selinux/policyvers`),
  file('selinux_config', sh`/etc/selinux/config`),
  file('apparmor', sh`/sys/module/apparmor/parameters/enabled`),
  file('fips', sh`/proc/sys/crypto/fips_enabled`),
  file('machine_id', sh`/etc/machine-id`),
  file('cmdline', sh`/proc/cmdline`),
  file('resolv', sh`/etc/resolv.conf`),
  emitOutput('host_keys', sh`cat /etc/ssh/ssh_host_*_key.pub 2>/dev/null`),
  emitOutput('env', sh`env`),
]

const HARDWARE: readonly Shell[] = [
  file('meminfo', sh`/proc/meminfo`),
  file('cpuinfo', sh`/proc/cpuinfo`),
  emitOutput('nproc', sh`nproc 2>/dev/null`),
  file('uptime', sh`/proc/uptime`),
  file('loadavg', sh`/proc/loadavg`),
  file('mounts', sh`/proc/self/mounts`),
  // A file system on a network that is gone would keep df waiting for ever.
  emitOutput('df', sh`timeout 5 df -P -k 2>/dev/null`),
  emitOutput(
    'dmi',
    sh`for f in sys_vendor product_name product_version product_uuid product_serial bios_version bios_date bios_vendor board_name board_vendor chassis_type; do
{ read -r v </sys/class/dmi/id/$f && echo "$f=$v"; } 2>/dev/null; done`,
  ),
]

const NETWORK: readonly Shell[] = [
  emitOutput('addresses', sh`ip -o addr show 2>/dev/null`),
  emitOutput(
    'links',
    sh`for d in /sys/class/net/*; do [ ! -e "$d/mtu" ] || { read -r m <"$d/mtu"; a=; { read -r a <"$d/address"; } 2>/dev/null; s=; { read -r s <"$d/operstate"; } 2>/dev/null; echo "\${d##*/} $m $s $a"; }; done`,
  ),
  file('routes', sh`/proc/net/route`),
  file('routes6', sh`/proc/net/ipv6_route`),
  emitOutput('fib_trie', sh`command -v ip >/dev/null || cat /proc/net/fib_trie 2>/dev/null`),
]

const VIRTUAL: readonly Shell[] = [
  emitOutput('virt', sh`systemd-detect-virt 2>/dev/null`),
  emitOutput(
    'container',
    sh`[ ! -e /.dockerenv ] || echo docker; [ ! -e /run/.containerenv ] || echo podman`,
  ),
  file('vendor', sh`/sys/class/dmi/id/sys_vendor`),
  file('product', sh`/sys/class/dmi/id/product_name`),
]

function file(name: string, path: Shell): Shell {
  return sh`if [ -r ${[path]} ]; then ${[emitOutput(name, sh`cat ${[path]} 2>/dev/null`)]}; fi`
}

/** Each file's name, then what it holds or, where it may be run, prints. */
function localFacts(directory: string): Shell {
  return sh`for f in ${directory}/*.fact; do
if [ -f "$f" ]; then
printf '\n@local_%s=' "$(printf %s "\${f##*/}" | tr -c 'A-Za-z0-9\n' _)"
if [ -x "$f" ]; then "$f" </dev/null 2>/dev/null; else cat -- "$f"; fi
printf '\0'
fi
done`
}
