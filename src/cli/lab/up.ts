import { EXIT } from '../../base/fault.ts'
import { command } from '../command.ts'

/** `wharf lab up`. */
export const upCommand = command({
  command: 'up',
  summary: 'Bring up four hosts and a small API server on this machine',
  options: yargs => yargs,
  async run(_, terminal) {
    const { up } = await import('../../lab/index.ts')
    const began = performance.now()
    const lab = await up({
      directory: process.cwd(),
      signal: terminal.signal,
      onHost: ({ name, address }) => terminal.err(`${name} answers at ${address}\n`),
    })
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    terminal.out(`${lab.hosts.length} hosts are up after ${seconds} s. Next:\n${NEXT}`)
    return EXIT.converged
  },
})

const NEXT = `  wharf playbook PLAYBOOK -i inventory.lab.yaml
  wharf lab ssh node1
  wharf lab down
`
