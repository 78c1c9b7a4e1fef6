import { toYaml } from '../../base/yaml.ts'
import { API_PORT, type LabHost } from '../model.ts'
import type { Credentials } from './credentials.ts'

/** The administrator's kubeconfig. It names the master by its address, which holds inside the hosts and on this machine. */
export function kubeconfigText(master: LabHost, { ca, administrator }: Credentials): string {
  const name = 'lab'
  const user = 'system:admin'
  return toYaml({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: {
          server: `https://${master.address}:${API_PORT}`,
          'certificate-authority-data': base64(ca.certificate),
        },
      },
    ],
    users: [
      {
        name: user,
        user: {
          'client-certificate-data': base64(administrator.certificate),
          'client-key-data': base64(administrator.key),
        },
      },
    ],
    contexts: [{ name, context: { cluster: name, user, namespace: 'default' } }],
    'current-context': name,
  })
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
