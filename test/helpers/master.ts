import type { HostFile } from '../../src/lab/furnish/hostFile.ts'
import { type Authority, issueServerCertificate } from '../../src/pki/index.ts'
import { type FleetHost, inside } from './fleet.ts'

const DIRECTORY = '/etc/origin/master'

/** A master that a host can have without a cluster: a unit that serves `/healthz/ready` over TLS, a moment after its start. */
export async function masterFiles(
  { name, address }: FleetHost,
  ca: Authority,
): Promise<readonly HostFile[]> {
  const server = await issueServerCertificate({ ca, names: [name, address] })
  return [
    { path: `${DIRECTORY}/api-ca.crt`, content: ca.certificate },
    { path: `${DIRECTORY}/master.server.crt`, content: server.certificate },
    { path: `${DIRECTORY}/master.server.key`, content: server.key, mode: 0o600 },
    { path: '/usr/local/sbin/atomic-openshift-master', content: PROGRAM, mode: 0o755 },
    { path: '/etc/systemd/system/atomic-openshift-master.service', content: UNIT },
  ]
}

/** A start of a master's service, in nanoseconds. One that did not get that far was never ready. */
export interface MasterStart {
  readonly started: bigint
  readonly ready: bigint | undefined
}

/** Every start of a master's service, oldest first. Hosts of a fleet share one clock. */
export async function masterStarts(master: FleetHost): Promise<readonly MasterStart[]> {
  const log = await inside(master, 'cat /var/log/master.log')
  return Array.from(
    log.matchAll(/started (\d+)(?:\nready (\d+))?/g),
    ([, started = '', ready]) => ({
      started: BigInt(started),
      ready: ready === undefined ? undefined : BigInt(ready),
    }),
  )
}

/** Lets a master never be ready again once it is restarted, or lets it. */
export async function spoilMaster(master: FleetHost, spoilt: boolean): Promise<void> {
  await inside(master, `${spoilt ? 'touch' : 'rm'} ${DIRECTORY}/spoilt`)
}

const UNIT = `[Unit]
Description=Atomic OpenShift Master (stand-in)

[Service]
ExecStart=/usr/local/sbin/atomic-openshift-master
Restart=always

[Install]
WantedBy=multi-user.target
`

const PROGRAM = `#!/bin/sh
# Stands in for a master: notes each start, and is ready a moment later unless it is spoilt.
echo "started $(date +%s%N)" >>/var/log/master.log
rm -rf /run/master
mkdir -p /run/master/healthz
cd /run/master
(
  sleep 0.3
  [ -e ${DIRECTORY}/spoilt ] || {
    echo "ready $(date +%s%N)" >>/var/log/master.log
    printf ok >healthz/ready.new
    mv healthz/ready.new healthz/ready
  }
) &
exec openssl s_server -quiet -WWW -accept 8443 \\
  -cert ${DIRECTORY}/master.server.crt -key ${DIRECTORY}/master.server.key
`
