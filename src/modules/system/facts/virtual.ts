import type { Fields } from '../../files/fields.ts'

const BY_PRODUCT: readonly (readonly [RegExp, string])[] = [
  [/kvm|qemu|openstack|rhev|bochs/i, 'kvm'],
  [/vmware/i, 'VMware'],
  [/virtualbox/i, 'virtualbox'],
  [/microsoft.*virtual/i, 'VirtualPC'],
  [/xen/i, 'xen'],
  [/amazon ec2/i, 'kvm'],
  [/google/i, 'kvm'],
]

const BY_DETECTOR: Record<string, string> = {
  qemu: 'kvm',
  vmware: 'VMware',
  oracle: 'virtualbox',
  microsoft: 'VirtualPC',
  amazon: 'kvm',
  google: 'kvm',
}

/** Facts on whether the machine is one, or a guest of another. */
export function virtualFacts(fields: Fields): Record<string, unknown> {
  if (fields['virt'] === undefined) return {}
  const container = fields['container']?.trim().split('\n')[0]
  const detected = fields['virt'].trim()
  const product = `${fields['vendor'] ?? ''} ${fields['product'] ?? ''}`
  const type =
    container ||
    (detected && detected !== 'none'
      ? (BY_DETECTOR[detected] ?? detected)
      : BY_PRODUCT.find(([pattern]) => pattern.test(product))?.[1])
  return type
    ? { virtualization_type: type, virtualization_role: 'guest' }
    : { virtualization_type: 'NA', virtualization_role: 'NA' }
}
