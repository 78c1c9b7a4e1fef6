import type { Module } from '../../engine/module/index.ts'
import { k8s } from './k8s.ts'
import { k8sInfo } from './k8sInfo.ts'
import { nodeLabel } from './nodeLabel.ts'

/** The modules that talk to a cluster. */
export const CLUSTER_MODULES: readonly Module[] = [k8s, k8sInfo, nodeLabel]
