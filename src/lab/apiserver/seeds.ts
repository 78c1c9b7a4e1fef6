import { randomUUID } from 'node:crypto'
import type { SeedNode, Settings } from './config.ts'
import { VERSION } from './discovery/version.ts'
import { type KubeObject, timestamp } from './model/object.ts'
import type { Resource } from './model/resource.ts'
import { namespaces as namespaceKind } from './resources/namespaces.ts'
import { nodes as nodeKind } from './resources/nodes.ts'
import { keyOf } from './store/key.ts'

/** Namespaces that every cluster has. */
const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

/** What a cluster holds when its API server first starts. */
export function seedsOf({ nodes, namespaces }: Settings): ReadonlyMap<string, KubeObject> {
  const names = new Set([...NAMESPACES, ...namespaces])
  return new Map([
    ...[...names].map(name => seed(namespaceKind, { metadata: { name } })),
    ...nodes.map(each => seed(nodeKind, node(each))),
  ])
}

type Seed = Pick<KubeObject, 'metadata'> & { readonly [field: string]: unknown }

function seed(resource: Resource, { metadata, ...rest }: Seed): [key: string, object: KubeObject] {
  const identity = { uid: randomUUID(), creationTimestamp: timestamp() }
  const { kind, version: apiVersion } = resource
  const object = { kind, apiVersion, metadata: { ...metadata, ...identity }, ...rest }
  return [keyOf(resource, undefined, metadata.name), resource.prepare(object, undefined)]
}

function node({ name, address, labels }: SeedNode): Seed {
  const now = timestamp()
  return {
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec: {},
    status: {
      capacity: CAPACITY,
      allocatable: CAPACITY,
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
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ],
      nodeInfo: {
        machineID: '',
        systemUUID: '',
        bootID: '',
        kernelVersion: '3.10.0',
        osImage: 'Red Hat Enterprise Linux Server 7',
        containerRuntimeVersion: 'docker://1.13.1',
        kubeletVersion: VERSION,
        kubeProxyVersion: VERSION,
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
    },
  }
}

const CAPACITY = { cpu: '2', memory: '4Gi', pods: '110' }
