import { z } from 'zod'
import { Fault } from '../../base/fault.ts'
import { controllerModule, type Outcome, type RunContext } from '../../engine/module/index.ts'
import { hostPath } from '../files/path.ts'
import { readRemote } from '../files/readRemote.ts'
import { writeScript } from '../files/writeScript.ts'
import { checkDockerd } from './dockerd.ts'
import { type DockerOptions, dockerOptionsIn, withDockerOptions } from './dockerOptions.ts'

const registry = z
  .string()
  .regex(/^[A-Za-z0-9.*_:[\]/-]+$/, 'is not the address of a registry')
  .refine(text => !text.includes('://'), 'is a URL: an address has no scheme')
  .refine(text => !text.startsWith('-'), 'is an option, not the address of a registry')

const registries = z.array(registry).optional()

const args = z.strictObject({
  path: hostPath
    .default('/etc/sysconfig/docker')
    .meta({ description: "File that docker's unit reads its options from." }),
  add_registries: registries.meta({
    description:
      'Registries that short names are looked for in, first to last; with all others blocked, also the only ones allowed. Exactly these; without the argument, as it is.',
  }),
  block_registries: registries.meta({
    description: 'Registries to refuse; `all` refuses every one that is not added. Exactly these.',
  }),
  own_registries: z.array(registry).default([]).meta({
    description:
      "Addresses and names of the cluster's own registry: added after the others wherever docker has a list of registries.",
  }),
  insecure_registries_absent: z.array(registry).default([]).meta({
    description: 'Registries that must not be insecure; other insecure ones stay.',
  }),
  dockerd: z
    .string()
    .regex(/^[^-]/, 'is not a command')
    .optional()
    .meta({ description: 'The daemon to ask whether it knows the options; looked for otherwise.' }),
})

type Args = z.output<typeof args>

/** Keeps docker's registry options. */
export const dockerSysconfig = controllerModule({
  name: 'docker_sysconfig',
  summary:
    'Keep the registries that docker adds, blocks and trusts without TLS, in its sysconfig file.',
  args,
  examples: [
    `docker_sysconfig:
  block_registries: [all]
  add_registries: [registry.access.redhat.com]
  own_registries: ["172.30.124.220:5000", "docker-registry.default.svc:5000"]`,
    'docker_sysconfig: { insecure_registries_absent: ["172.30.124.220:5000"] }',
  ],
  returns: {
    add_registries: 'what is, or would be, added, in order',
    block_registries: 'what is, or would be, blocked',
    insecure_registries: 'what stays, or would stay, insecure',
  },
  async run(task, context) {
    const { add_registries = [], block_registries = [], own_registries } = task
    if (block_registries.includes('all') && own_registries.length === 0)
      throw new Fault("blocking all registries would cut the cluster's own registry off", {
        hint: 'name its addresses in own_registries',
      })
    const asked = [
      ...(add_registries.length > 0 ? ['--add-registry'] : []),
      ...(block_registries.length > 0 ? ['--block-registry'] : []),
    ]
    const [bytes] = await Promise.all([
      readRemote(context.remote, task.path),
      asked.length > 0 ? checkDockerd(context.remote, task.dockerd, asked) : undefined,
    ])
    const before = bytes?.toString('utf8') ?? ''
    return write(before, withDockerOptions(before, wantedOptions(before, task)), task, context)
  },
})

/** Where docker has a list of registries, or refuses all but those in it, the cluster's own must be in it. */
function wantedOptions(before: string, task: Args): DockerOptions {
  const held = dockerOptionsIn(before)
  const add = task.add_registries ?? held.add
  const block = task.block_registries ?? held.block
  const isListed = add.length > 0 || block.includes('all')
  const own = isListed ? task.own_registries : []
  return {
    add: task.add_registries || own.length > 0 ? [...new Set([...add, ...own])] : undefined,
    block: task.block_registries,
    secure: task.insecure_registries_absent,
  }
}

async function write(
  before: string,
  after: string,
  { path }: Args,
  context: RunContext,
): Promise<Outcome> {
  const { add, block, insecure } = dockerOptionsIn(after)
  const result = { add_registries: add, block_registries: block, insecure_registries: insecure }
  if (before === after) return { kind: 'ok', result }
  const { kind } = await context.remote.run(writeScript({ path, content: after }, context))
  return { kind, result, differences: [{ name: path, before, after }] }
}
