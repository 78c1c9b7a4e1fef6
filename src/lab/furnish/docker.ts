import type { HostFile } from './hostFile.ts'

/** Docker as Red Hat packaged it: its settings file and unit, and a stand-in for the daemon that records each start. */
export function dockerFiles(): HostFile[] {
  return [
    { path: '/etc/sysconfig/docker', content: SYSCONFIG },
    { path: '/etc/sysconfig/docker-storage', content: 'DOCKER_STORAGE_OPTIONS=\n' },
    { path: '/etc/sysconfig/docker-network', content: 'DOCKER_NETWORK_OPTIONS=\n' },
    { path: '/etc/docker', directory: true },
    { path: '/.lab/local/lib/systemd/system/docker.service', content: UNIT },
    { path: '/.lab/local/bin/dockerd', content: DOCKERD, mode: 0o755 },
    {
      path: '/etc/systemd/system/multi-user.target.wants/docker.service',
      link: '/usr/local/lib/systemd/system/docker.service',
    },
  ]
}

const SYSCONFIG = `# /etc/sysconfig/docker

# Options of the docker daemon.
OPTIONS='--selinux-enabled --log-driver=journald'

DOCKER_CERT_PATH=/etc/docker

# Registries to search for short names, first to last, each with --add-registry before it.
# ADD_REGISTRY='--add-registry registry.access.redhat.com'

# Registries to refuse, each with --block-registry before it.
# BLOCK_REGISTRY='--block-registry'

# Registries to talk to without verifying certificates, each with --insecure-registry before it.
# INSECURE_REGISTRY='--insecure-registry'
`

const UNIT = `[Unit]
Description=Docker Application Container Engine (stand-in)

[Service]
EnvironmentFile=-/etc/sysconfig/docker
EnvironmentFile=-/etc/sysconfig/docker-storage
EnvironmentFile=-/etc/sysconfig/docker-network
ExecStart=/usr/local/bin/dockerd $OPTIONS $DOCKER_STORAGE_OPTIONS $DOCKER_NETWORK_OPTIONS \\
          $ADD_REGISTRY $BLOCK_REGISTRY $INSECURE_REGISTRY
Restart=on-abnormal

[Install]
WantedBy=multi-user.target
`

const DOCKERD = `#!/bin/sh
# Stands in for dockerd: takes its options, refuses others, writes each start to /var/log/dockerd.starts, and stays.
if [ "\${1-}" = --help ]; then
  printf '%s\\n' \\
    'Usage: dockerd [OPTIONS]' \\
    '' \\
    'Options:' \\
    '      --add-registry list        Registry to search' \\
    '      --block-registry list      Registry to refuse' \\
    '      --insecure-registry list   Registry without verified certificates' \\
    '      --log-driver string        Where containers log' \\
    '      --selinux-enabled          Label containers' \\
    '      --storage-driver string    How layers are stored'
  exit 0
fi
arguments=$*
while [ $# -gt 0 ]; do
  case $1 in
    --selinux-enabled | --selinux-enabled=* | --*-registry=?* | --log-driver=?* | --storage-driver=?*) ;;
    --add-registry | --block-registry | --insecure-registry | --log-driver | --storage-driver)
      [ $# -gt 1 ] || { echo "flag needs an argument: $1" >&2; exit 125; }
      shift ;;
    *) echo "unknown flag: $1" >&2; echo "See 'dockerd --help'." >&2; exit 125 ;;
  esac
  shift
done
printf '%s dockerd %s\\n' "$(date +%s)" "$arguments" >>/var/log/dockerd.starts
[ -p /run/docker.wait ] || mkfifo /run/docker.wait
# Nobody ever writes to it.
read -r _ <>/run/docker.wait
`
