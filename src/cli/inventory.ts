import { EXIT, UsageFault } from '../base/fault.ts'
import { hostNamed, type Inventory, loadInventory, selectHosts } from '../engine/inventory/index.ts'
import { command } from './command.ts'
import { inventorySources } from './job.ts'

/** `wharf inventory`: what an inventory says, before a playbook is run against it. */
export const inventoryCommand = command({
  command: 'inventory [pattern]',
  summary: 'Show groups and hosts, or the variables of a host',
  options: yargs =>
    yargs
      .positional('pattern', { type: 'string', describe: 'List the hosts that a pattern names' })
      .option('inventory', {
        alias: 'i',
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: 'Inventory: a file, a folder, or hosts a,b,',
      })
      .option('graph', {
        type: 'boolean',
        describe: 'Show every group and its hosts (the default)',
      })
      .option('host', { type: 'string', describe: "Show a host's variables as JSON, as written" })
      .conflicts('host', ['graph', 'pattern'])
      .conflicts('graph', 'pattern'),
  async run({ inventory: given, host, pattern }, terminal) {
    const inventory = loadInventory(inventorySources(given), {})
    if (host !== undefined)
      terminal.out(`${JSON.stringify(variablesOf(inventory, host), undefined, 2)}\n`)
    else if (pattern === undefined) terminal.out(graph(inventory))
    else
      terminal.out(
        selectHosts(inventory, pattern)
          .map(({ name }) => `${name}\n`)
          .join(''),
      )
    return EXIT.converged
  },
})

function variablesOf(inventory: Inventory, name: string): Readonly<Record<string, unknown>> {
  const host = hostNamed(inventory, name)
  if (!host)
    throw new UsageFault(`the inventory has no host ${name}`, {
      hint: '`wharf inventory` shows them',
    })
  return Object.assign({}, ...host.layers.map(({ vars }) => vars.value))
}

function graph({ groups }: Inventory): string {
  const lines = Object.entries(groups).flatMap(([name, hosts]) => [
    `@${name}:`,
    ...hosts.map(host => `  ${host}`),
  ])
  return `${lines.join('\n')}\n`
}
