import { z } from 'zod'
import { Fault } from '../../base/fault.ts'
import { controllerModule } from '../../engine/module/index.ts'

/** Sets variables of a host for the rest of the run. */
export const setFact = controllerModule({
  name: 'set_fact',
  summary: 'Set variables of the host for the rest of the run.',
  args: z.looseObject({
    cacheable: z
      .boolean()
      .default(false)
      .meta({ description: 'Accepted for compatibility; facts last for the run.' }),
  }),
  examples: ['set_fact: { registry_address: "{{ registry_service_ip }}:5000" }'],
  returns: { ansible_facts: 'the variables set' },
  async run({ cacheable: _, ...facts }) {
    const wrong = Object.keys(facts).find(name => !/^[A-Za-z_]\w*$/.test(name))
    if (wrong !== undefined) {
      throw new Fault(`set_fact: "${wrong}" is not the name of a variable`, {
        hint: 'names are letters, digits and underscores, and do not begin with a digit',
      })
    }
    return { kind: 'ok', result: { ansible_facts: facts }, facts }
  },
})
