export { loadInventory } from './load.ts'
export type { Host, Inventory, Layer } from './model.ts'
export { hostNamed, selectHosts } from './select.ts'
export { loadVars, varsAt } from './vars.ts'
