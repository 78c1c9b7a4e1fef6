import { createScope, lazyRecord, PendingVariable, variablesOf } from '../values/index.ts'
import { hostMagic } from './hostMagic.ts'
import type { HostState } from './hosts.ts'
import { literal } from './layers.ts'
import type { View } from './variables.ts'

/** The variables of every host by name, each composed when asked for. Throws PendingVariable for another host's where hosts run ahead of each other. */
export function hostVarsOf(view: View): Readonly<Record<string, unknown>> {
  const { fleet } = view.course.run
  return lazyRecord(fleet.names(), name => {
    if (view.ahead && name !== view.host.name) throw new PendingVariable('hostvars')
    return variablesOfHost(view, fleet.at(name))
  })
}

/** A host by itself, outside any play: what the inventory, facts and results say of it. */
function variablesOfHost(view: View, host: HostState): Readonly<Record<string, unknown>> {
  const { extraVars, inventory } = view.course.run.options
  const own = host.name === view.host.name
  const scope = createScope(
    [
      ...host.host.layers,
      literal('facts', host.facts),
      literal('results', host.variables),
      ...(extraVars ?? []),
    ],
    {
      magic: {
        ...hostMagic(host),
        groups: () => inventory.groups,
        hostvars: () => hostVarsOf(view),
      },
      ...(own && view.pending ? { pending: view.pending } : {}),
    },
  )
  return variablesOf(scope)
}
