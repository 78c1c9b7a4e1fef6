export type { Cluster, Filter, PatchKind } from './cluster.ts'
export { holds, merged } from './compare.ts'
export { type ClusterOptions, connectCluster } from './connect.ts'
export { ClusterFault } from './fault.ts'
export { checkLabel, type Node, nodeOf } from './node.ts'
export {
  type ClusterObject,
  type Kind,
  type Metadata,
  type Target,
  targetOf,
  titleOf,
} from './object.ts'
export { type Labels, parseSelector, type Selector } from './selector.ts'
