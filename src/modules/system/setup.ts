import { z } from 'zod'
import { Fault } from '../../base/fault.ts'
import { hostModule, type Parts, sh } from '../../engine/module/index.ts'
import { fieldsOf } from '../files/fields.ts'
import { hostPath } from '../files/path.ts'
import { gather, SUBSETS, type Subset } from './facts/gather.ts'
import { hardwareFacts } from './facts/hardware.ts'
import { localFacts } from './facts/local.ts'
import { networkFacts } from './facts/network.ts'
import { personFacts } from './facts/person.ts'
import { platformFacts } from './facts/platform.ts'
import { timeFacts } from './facts/time.ts'
import { virtualFacts } from './facts/virtual.ts'

const names = z.union([z.string(), z.array(z.string())]).transform(value => [value].flat())

/** Gathers the facts of a host. */
export const setup = hostModule({
  name: 'setup',
  summary: 'Gather facts of the host: system, network, hardware, who is logged in.',
  reach: 'host',
  args: z.strictObject({
    gather_subset: names
      .default(['all'])
      .transform(subsets => subsets.flatMap(each => each.split(/\s*,\s*/)))
      .meta({ description: 'all, min, hardware, network, virtual; with ! in front: not those.' }),
    filter: names.default([]).meta({
      description: 'Only facts whose names match one of these globs.',
    }),
    fact_path: hostPath.default('/etc/ansible/facts.d').meta({
      description:
        "Directory of the host's own facts: NAME.fact, JSON or INI, or a program that prints it.",
    }),
    gather_timeout: z.int().optional().meta({ description: 'Accepted for compatibility.' }),
  }),
  examples: [
    'setup: {}',
    'setup: { gather_subset: [min, network], filter: [default_ipv4, "distribution*"] }',
  ],
  returns: { ansible_facts: 'the facts, without the prefix ansible_ that variables have' },
  compile({ gather_subset, filter, fact_path }) {
    const subsets = subsetsOf(gather_subset)
    const read = (parts: Parts) => filtered(factsOf(fieldsOf(parts.check), gather_subset), filter)
    return {
      check: gather(subsets, fact_path),
      apply: sh`:`,
      result: parts => ({ ansible_facts: read(parts) }),
      facts: parts =>
        Object.fromEntries(
          Object.entries(read(parts)).map(([name, value]) => [`ansible_${name}`, value]),
        ),
    }
  },
})

function subsetsOf(asked: readonly string[]): ReadonlySet<Subset> {
  const chosen = new Set<Subset>()
  const positive = asked.filter(name => !name.startsWith('!'))
  for (const name of positive.length === 0 ? ['all'] : positive) {
    for (const subset of meant(name)) chosen.add(subset)
  }
  for (const name of asked.filter(each => each.startsWith('!'))) {
    for (const subset of meant(name.slice(1))) chosen.delete(subset)
  }
  return chosen
}

function meant(name: string): readonly Subset[] {
  if (name === 'all') return SUBSETS
  if (name === 'min') return []
  const subset = SUBSETS.find(each => each === name)
  if (subset) return [subset]
  throw new Fault(`setup: there is no subset "${name}"`, {
    hint: `known are all, min, ${SUBSETS.join(', ')}`,
  })
}

function factsOf(fields: ReturnType<typeof fieldsOf>, gather_subset: readonly string[]) {
  return {
    ...platformFacts(fields),
    ...personFacts(fields),
    ...timeFacts(fields),
    ...localFacts(fields),
    ...hardwareFacts(fields),
    ...networkFacts(fields),
    ...virtualFacts(fields),
    gather_subset,
  }
}

function filtered(facts: Record<string, unknown>, globs: readonly string[]) {
  if (globs.length === 0) return facts
  const patterns = globs.map(glob => patternOf(glob.replace(/^ansible_/, '')))
  return Object.fromEntries(
    Object.entries(facts).filter(([name]) => patterns.some(pattern => pattern.test(name))),
  )
}

function patternOf(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`)
}
