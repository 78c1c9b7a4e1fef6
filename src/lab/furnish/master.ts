import type { ApiServerConfig } from '../apiserver/config.ts'
import { API_PORT, type Lab, type LabHost, serviceRange } from '../model.ts'
import type { Program } from '../program.ts'
import type { Credentials } from './credentials.ts'
import type { HostFile } from './hostFile.ts'
import { kubeconfigText } from './kubeconfig.ts'

const DIRECTORY = '/etc/origin/master'
const CONFIG = `${DIRECTORY}/lab-apiserver.json`
const UNIT = 'atomic-openshift-master.service'

/** Where an administrator finds the way into the cluster. */
export const ADMIN_KUBECONFIG = `${DIRECTORY}/admin.kubeconfig`

/** The certificate of the authority that signed the API server's. */
export const API_CA = `${DIRECTORY}/api-ca.crt`

/** The small API server as the unit of a 3.x master. No `ca.crt` is there: that is the registry's, and not made yet. */
export function masterFiles(
  lab: Lab,
  master: LabHost,
  credentials: Credentials,
  program: Program,
): HostFile[] {
  const { ca, server } = credentials
  const config = `${JSON.stringify(apiServerConfig(lab, master), undefined, 2)}\n`
  return [
    { path: DIRECTORY, directory: true, mode: 0o700 },
    { path: API_CA, content: ca.certificate },
    { path: `${DIRECTORY}/api-ca.key`, content: ca.key, mode: 0o600 },
    { path: `${DIRECTORY}/master.server.crt`, content: server.certificate },
    { path: `${DIRECTORY}/master.server.key`, content: server.key, mode: 0o600 },
    { path: ADMIN_KUBECONFIG, content: kubeconfigText(master, credentials), mode: 0o600 },
    { path: CONFIG, content: config },
    { path: `/.lab/local/lib/systemd/system/${UNIT}`, content: unit(program) },
    {
      path: `/etc/systemd/system/multi-user.target.wants/${UNIT}`,
      link: `/usr/local/lib/systemd/system/${UNIT}`,
    },
  ]
}

function apiServerConfig(lab: Lab, master: LabHost): ApiServerConfig {
  return {
    address: master.address,
    port: API_PORT,
    certificate: `${DIRECTORY}/master.server.crt`,
    key: `${DIRECTORY}/master.server.key`,
    clientCa: API_CA,
    state: '/var/lib/origin/apiserver',
    serviceRange: serviceRange(lab.network),
    nodes: lab.hosts.map(({ name, address, labels }) => ({ name, address, labels })),
  }
}

function unit({ words, mount }: Program): string {
  return `[Unit]
Description=Atomic OpenShift Master (small API server)

[Service]
ExecStart=${words.join(' ')} apiserver ${CONFIG}
WorkingDirectory=${mount}
Restart=always
RestartSec=1s

[Install]
WantedBy=multi-user.target
`
}
