import { randomUUID } from 'node:crypto'
import type { SeedNode, Settings } from './config.ts'
import { type KubeObject, timestamp } from './model/object.ts'
import { keyOf } from './store/key.ts'

const NAMESPACES = ['default', 'kube-public', 'kube-system']

/** What a cluster holds when its API server first starts. */
export function seedsOf({ nodes, namespaces }: Settings): ReadonlyMap<string, KubeObject> {
  const names = new Set([...NAMESPACES, ...namespaces])
  return new Map([
    ...[...names].map(name => seed('namespaces', namespace(name))),
    ...nodes.map(each => seed('nodes', node(each))),
  ])
}

function seed(plural: string, object: KubeObject): [key: string, object: KubeObject] {
  const named = { group: '', kind: object.kind, plural }
  return [keyOf(named, undefined, object.metadata.name), object]
}

function namespace(name: string): KubeObject {
  return {
    kind: 'Namespace',
    apiVersion: 'v1',
    metadata: { name, uid: randomUUID(), creationTimestamp: timestamp() },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }
}

function node({ name, address, labels }: SeedNode): KubeObject {
  const now = timestamp()
  return {
    kind: 'Node',
    apiVersion: 'v1',
    metadata: {
      name,
      uid: randomUUID(),
      creationTimestamp: now,
      labels: { 'kubernetes.io/hostname': name, ...labels },
    },
    spec: {},
    status: {
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ],
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          lastHeartbeatTime: now,
          lastTransitionTime: now,
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
        },
      ],
      nodeInfo: { kubeletVersion: 'v1.11.0', operatingSystem: 'linux', architecture: 'amd64' },
    },
  }
}
