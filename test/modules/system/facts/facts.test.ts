import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hardwareFacts } from '../../../../src/modules/system/facts/hardware.ts'
import { networkFacts } from '../../../../src/modules/system/facts/network.ts'
import { personFacts } from '../../../../src/modules/system/facts/person.ts'
import { platformFacts } from '../../../../src/modules/system/facts/platform.ts'
import { virtualFacts } from '../../../../src/modules/system/facts/virtual.ts'

const ROUTES = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth1\t00000000\t0101A8C0\t0003\t0\t0\t200\t00000000\t0\t0\t0
eth0\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
`
const LINKS =
  'eth0 1500 up 52:54:00:00:00:01\neth1 1500 down 52:54:00:00:00:02\nlo 65536 unknown 00:00:00:00:00:00\n'
const TRIE = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 10.0.0.5
        /32 host LOCAL
     |-- 10.0.0.255
        /32 link BROADCAST
     |-- 127.0.0.1
        /32 host LOCAL
Local:
     |-- 10.0.0.5
        /32 host LOCAL
`

const RELEASES: readonly (readonly [string, Record<string, string>])[] = [
  [
    'NAME="Red Hat Enterprise Linux Server"\nVERSION="7.9 (Maipo)"\nID="rhel"\nID_LIKE="fedora"\nVERSION_ID="7.9"\n',
    {
      distribution: 'RedHat',
      distribution_version: '7.9',
      distribution_major_version: '7',
      distribution_release: 'Maipo',
      os_family: 'RedHat',
    },
  ],
  [
    'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\nVERSION_CODENAME=noble\n',
    {
      distribution: 'Ubuntu',
      distribution_version: '24.04',
      distribution_release: 'noble',
      os_family: 'Debian',
    },
  ],
  [
    'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.19.1\n',
    { distribution: 'Alpine', distribution_major_version: '3', os_family: 'Alpine' },
  ],
  [
    'NAME="Rocky Linux"\nID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.3"\n',
    { distribution: 'Rocky', os_family: 'RedHat' },
  ],
]

test('knows distributions and their families', () => {
  for (const [os_release, wanted] of RELEASES) {
    const facts = platformFacts({ os_release })
    for (const [name, value] of Object.entries(wanted)) assert.is(facts[name], value, os_release)
  }
})

test('tells the managers of packages and services', () => {
  const facts = platformFacts({ managers: '/usr/bin/dnf\n/usr/bin/yum\n', systemd: 'yes\n' })
  assert.equal([facts['pkg_mgr'], facts['service_mgr']], ['dnf', 'systemd'])
  assert.is(platformFacts({ init: 'busybox\n' })['service_mgr'], 'busybox')
})

test('says what SELinux does', () => {
  const fields = {
    selinux_enforce: '1',
    selinux_policy: '33',
    selinux_config: '# SELINUX=\nSELINUX=enforcing\nSELINUXTYPE=targeted\n',
  }
  assert.equal(platformFacts(fields)['selinux'], {
    status: 'enabled',
    mode: 'enforcing',
    policyvers: 33,
    config_mode: 'enforcing',
    type: 'targeted',
  })
})

test('finds the default address by the route that costs least', () => {
  const addresses = `1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever
2: eth0    inet 10.0.0.5/24 brd 10.0.0.255 scope global eth0\\       valid_lft forever
3: eth1    inet 192.168.1.9/24 scope global eth1\\       valid_lft forever
`
  const facts = networkFacts({ links: LINKS, routes: ROUTES, addresses })
  assert.equal(facts['default_ipv4'], {
    gateway: '10.0.0.1',
    interface: 'eth0',
    alias: 'eth0',
    address: '10.0.0.5',
    prefix: '24',
    netmask: '255.255.255.0',
    network: '10.0.0.0',
    broadcast: '10.0.0.255',
    macaddress: '52:54:00:00:00:01',
    mtu: 1500,
    type: 'ether',
  })
  assert.equal(facts['all_ipv4_addresses'], ['10.0.0.5', '192.168.1.9'])
})

test('finds addresses on hosts without ip', () => {
  const facts = networkFacts({ links: LINKS, routes: ROUTES, fib_trie: TRIE })
  const { address, prefix, gateway } = facts['default_ipv4'] as Record<string, string>

  assert.equal(
    { address, prefix, gateway },
    { address: '10.0.0.5', prefix: '24', gateway: '10.0.0.1' },
  )
  assert.equal(facts['all_ipv4_addresses'], ['10.0.0.5'])
})

test('counts sockets, cores and threads', () => {
  const thread = (number: number, socket: number) =>
    `processor\t: ${number}\nvendor_id\t: X\nmodel name\t: Y\nphysical id\t: ${socket}\nsiblings\t: 4\ncpu cores\t: 2\n`
  const cpuinfo = [0, 1, 2, 3, 4, 5, 6, 7].map(number => thread(number, number >> 2)).join('\n')
  const facts = hardwareFacts({
    meminfo: 'MemTotal: 2097152 kB\nMemFree: 1024 kB\n',
    cpuinfo,
    nproc: '8\n',
  })

  assert.is(facts['memtotal_mb'], 2048)
  assert.is(facts['processor_count'], 2)
  assert.is(facts['processor_cores'], 2)
  assert.is(facts['processor_threads_per_core'], 2)
  assert.is(facts['processor_vcpus'], 8)
})

test('lists file systems with files, by the names they really have', () => {
  const mounts =
    'proc /proc proc rw 0 0\n/dev/sda1 /my\\040disk ext4 rw 0 0\nsrv:/x /net nfs4 rw 0 0\n'
  const df =
    'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 100 40 60 40% /my disk\n'
  const facts = hardwareFacts({ meminfo: '', mounts, df })

  assert.equal(facts['mounts'], [
    {
      device: '/dev/sda1',
      mount: '/my disk',
      fstype: 'ext4',
      options: 'rw',
      size_total: 102400,
      size_available: 61440,
    },
    { device: 'srv:/x', mount: '/net', fstype: 'nfs4', options: 'rw' },
  ])
})

test('keeps variables of the environment that have several lines', () => {
  assert.equal(personFacts({ env: 'A=1\nB=x\ny=\nz z\nC=\n' })['env'], {
    A: '1',
    B: 'x',
    y: '\nz z',
    C: '',
  })
})

test('tells guests from machines', () => {
  const typeOf = (fields: Record<string, string>) => virtualFacts(fields)['virtualization_type']
  assert.is(typeOf({ virt: 'none\n', product: 'KVM' }), 'kvm')
  assert.is(typeOf({ virt: 'vmware\n' }), 'VMware')
  assert.is(typeOf({ virt: '', container: 'podman\n' }), 'podman')
  assert.is(typeOf({ virt: '', product: 'PowerEdge' }), 'NA')
})

test.run()
