import { z } from 'zod'
import { fieldsIn, itemsIn, type KubeObject, textIn } from '../model/object.ts'
import { defineResource, STATUS } from '../model/resource.ts'
import { AGE, column, NAME, wide } from './columns.ts'

const taint = z.looseObject({ key: z.string(), value: z.string().optional(), effect: z.string() })
const condition = z.looseObject({ type: z.string(), status: z.string() })
const address = z.looseObject({ type: z.string(), address: z.string() })

/** The machines of the cluster. */
export const nodes = defineResource({
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  isNamespaced: false,
  fields: {
    spec: z.looseObject({
      unschedulable: z.boolean().optional(),
      taints: z.array(taint).optional(),
    }),
    status: z.looseObject({
      conditions: z.array(condition).optional(),
      addresses: z.array(address).optional(),
    }),
  },
  subresources: { status: STATUS },
  mergeKeys: { 'status.conditions': 'type', 'status.addresses': 'type' },
  selectable: { 'spec.unschedulable': object => String(isUnschedulable(object)) },
  columns: [
    NAME,
    column('Status', 'Whether the node is ready, and takes new pods.', statusOf),
    column('Roles', 'The roles that its labels give the node.', rolesOf),
    AGE,
    column('Version', "The version of the node's kubelet.", at('kubeletVersion')),
    wide('Internal-IP', 'Its address inside the cluster.', addressOf('InternalIP')),
    wide('External-IP', 'Its address outside.', addressOf('ExternalIP')),
    wide('OS-Image', 'The operating system.', at('osImage')),
    wide('Kernel-Version', 'The kernel.', at('kernelVersion')),
    wide('Container-Runtime', 'What runs containers.', at('containerRuntimeVersion')),
  ],
  prepare: withoutDefaults,
})

/** False is what leaving it out means, and how the server shows it. */
function withoutDefaults(node: KubeObject): KubeObject {
  const { unschedulable, ...spec } = fieldsIn(node, 'spec')
  return { ...node, spec: unschedulable === true ? { ...spec, unschedulable } : spec }
}

function isUnschedulable(node: KubeObject): boolean {
  return fieldsIn(node, 'spec')['unschedulable'] === true
}

function statusOf(node: KubeObject): string {
  const ready = itemsIn(fieldsIn(node, 'status'), 'conditions').find(({ type }) => type === 'Ready')
  const state = ready ? (ready['status'] === 'True' ? 'Ready' : 'NotReady') : 'Unknown'
  return isUnschedulable(node) ? `${state},SchedulingDisabled` : state
}

const ROLE = 'node-role.kubernetes.io/'

function rolesOf({ metadata }: KubeObject): string {
  const { labels = {} } = metadata
  const roles = Object.keys(labels)
    .filter(key => key.startsWith(ROLE) && key.length > ROLE.length)
    .map(key => key.slice(ROLE.length))
  const older = labels['kubernetes.io/role']
  const all = older ? [...roles, older] : roles
  return [...new Set(all)].sort().join(',') || '<none>'
}

function at(field: string): (node: KubeObject) => string {
  return node => textIn(fieldsIn(fieldsIn(node, 'status'), 'nodeInfo'), field) || '<unknown>'
}

function addressOf(type: string): (node: KubeObject) => string {
  return node => {
    const addresses = itemsIn(fieldsIn(node, 'status'), 'addresses')
    return textIn(addresses.find(one => one['type'] === type) ?? {}, 'address') || '<none>'
  }
}
