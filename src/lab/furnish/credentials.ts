import {
  type Authority,
  createCa,
  issueClientCertificate,
  issueServerCertificate,
  type Pair,
} from '../../pki/index.ts'
import type { LabHost } from '../model.ts'
import { API_NAMES } from './base.ts'

/** What the API server proves itself with, and the administrator's way in. */
export interface Credentials {
  readonly ca: Authority
  readonly server: Pair
  readonly administrator: Pair
}

/** Makes the cluster's own authority. The registry's is another one, which the first play makes. */
export async function newCredentials(master: LabHost): Promise<Credentials> {
  const ca = await createCa({ name: 'wharf-lab-cluster' })
  const names = [master.name, `${master.name}.lab.test`, ...API_NAMES, master.address]
  const [server, administrator] = await Promise.all([
    issueServerCertificate({ ca, names }),
    issueClientCertificate({
      ca,
      user: 'system:admin',
      groups: ['system:masters', 'system:cluster-admins'],
    }),
  ])
  return { ca, server, administrator }
}
