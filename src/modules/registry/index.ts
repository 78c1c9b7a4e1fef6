import type { Module } from '../../engine/module/index.ts'
import { dockerSysconfig } from './dockerSysconfig.ts'
import { htpasswd } from './htpasswd.ts'
import { registryCheck } from './registryCheck.ts'
import { x509Ca } from './x509Ca.ts'
import { x509Certificate } from './x509Certificate.ts'

/** The modules around a registry: its certificates, its users, and the hosts that trust it. */
export const REGISTRY_MODULES: readonly Module[] = [
  x509Ca,
  x509Certificate,
  htpasswd,
  dockerSysconfig,
  registryCheck,
]
