import { loadInventory } from '../src/engine/inventory/index.ts'
import type { Transport } from '../src/engine/module/index.ts'
import { loadPlaybook } from '../src/engine/playbook/index.ts'
import { runPlaybook } from '../src/engine/run/index.ts'
import { sshTransport } from '../src/engine/transport/index.ts'
import { modulesByName } from '../src/modules/index.ts'

/** Runs a playbook in this process and gives the round trips that a host took, after its login. */
export async function roundTripsOf(playbook: string, inventory: string): Promise<number> {
  const counts: number[] = []
  const { exitCode } = await runPlaybook(
    loadPlaybook(playbook, { modules: modulesByName(), rolesPath: [] }),
    {
      inventory: loadInventory([inventory], { playbookDirectory: '.' }),
      transport: counting(sshTransport({ environment: process.env }), counts),
      report: () => undefined,
      signal: new AbortController().signal,
      forks: 50,
    },
  )
  if (exitCode !== 0) throw new Error(`the run ended with ${exitCode}`)
  return counts.reduce((sum, count) => sum + count, 0) / counts.length
}

/** Notes what each connection took when it is closed. */
function counting(inner: Transport, counts: number[]): Transport {
  return {
    async connect(...args) {
      const connection = await inner.connect(...args)
      return {
        session: become => connection.session(become),
        connect: (host, port) => connection.connect(host, port),
        get roundTrips() {
          return connection.roundTrips
        },
        close() {
          counts.push(connection.roundTrips)
          return connection.close()
        },
      }
    },
  }
}
