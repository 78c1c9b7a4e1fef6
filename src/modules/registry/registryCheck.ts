import { z } from 'zod'
import { Fault, messageOf } from '../../base/fault.ts'
import { controllerModule, type Outcome, type RunContext } from '../../engine/module/index.ts'
import {
  imageOf,
  type Login,
  pullImage,
  pushImage,
  type RegistryClient,
  RegistryFault,
  registryClient,
} from '../../registry/client/index.ts'
import { hostPath } from '../files/path.ts'
import { readRemote } from '../files/readRemote.ts'

const args = z.strictObject({
  address: z
    .string()
    .regex(/^[^/\s]+:\d+$/, 'must be host:port')
    .meta({ description: 'The registry as the host should reach it: host:port.' }),
  username: z.string().min(1).meta({ description: 'Who pushes and pulls.' }),
  password: z.string().min(1).meta({ description: 'The password of that user.' }),
  repository: z
    .string()
    .regex(/^[a-z0-9._-]+(\/[a-z0-9._-]+)+$/, 'must be PROJECT/NAME')
    .meta({ description: 'Where to push to: PROJECT/NAME.' }),
  tag: z.string().default('latest').meta({ description: 'The tag that is pushed and pulled.' }),
  ca_path: hostPath.optional().meta({
    description:
      'Certificates to trust, and no others, read from the host. Unless given, /etc/docker/certs.d/ADDRESS/ca.crt.',
  }),
  denied_username: z
    .string()
    .optional()
    .meta({ description: 'A user who must be refused both; empty: nobody is tried.' }),
  denied_password: z.string().optional().meta({ description: 'The password of that user.' }),
})

type Args = z.output<typeof args>

/** Proves that a registry works from a host. */
export const registryCheck = controllerModule({
  name: 'registry_check',
  summary:
    "Prove that a host can push to and pull from a registry over TLS, trusting only the CA in that host's own files; in check mode, pull what is there.",
  args,
  examples: [
    `registry_check:
  address: docker-registry.default.svc.cluster.local:5000
  username: builder
  password: "{{ registry_builder_password }}"
  repository: default/wharf-verify
  denied_username: visitor
  denied_password: "{{ registry_visitor_password }}"`,
  ],
  returns: {
    pushed: "the digest of the image's manifest as pushed",
    pulled: 'the digest of what was pulled',
    denied: 'true when the other user was tried and refused',
    ca_path: 'the file whose certificates were trusted',
  },
  secrets: ['password', 'denied_password'],
  async run(task, context) {
    const caPath = task.ca_path ?? `/etc/docker/certs.d/${task.address}/ca.crt`
    const ca = (await readRemote(context.remote, caPath))?.toString('utf8')
    if (ca === undefined) return withoutCa(caPath, context)
    const clientFor = (login: Login): RegistryClient =>
      registryClient({
        address: task.address,
        ca,
        login,
        connect: (host, port) => context.remote.connect(host, port),
        signal: context.signal,
      })
    const result = { address: task.address, repository: task.repository, ca_path: caPath }
    if (!context.check)
      return { kind: 'ok', result: { ...result, ...(await prove(task, clientFor)) } }
    try {
      const client = clientFor(task)
      return {
        kind: 'ok',
        result: { ...result, pulled: await pullImage(client, task.repository, task.tag) },
      }
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      // What the play has yet to do is missing: nothing is proven, and nothing is wrong.
      return { kind: 'skipped', reason: `nothing to check yet: ${messageOf(error)}` }
    }
  },
})

function withoutCa(caPath: string, { check, host }: RunContext): Outcome {
  if (check) return { kind: 'skipped', reason: `${caPath} is not there yet` }
  throw new Fault(`${host} has no ${caPath}: it does not trust the registry`)
}

async function prove(
  task: Args,
  clientFor: (login: Login) => RegistryClient,
): Promise<{ pushed: string; pulled: string; denied: boolean }> {
  const { repository, tag } = task
  const client = clientFor(task)
  const image = imageOf('wharfinger', 'This image proves that a registry takes and gives.\n')
  const pushed = await pushImage(client, repository, tag, image)
  const pulled = await pullImage(client, repository, tag)
  if (pushed !== pulled)
    throw new Fault(`${repository}:${tag} was pushed as ${pushed} but pulled as ${pulled}`)

  const { denied_username: username, denied_password: password = '' } = task
  const denied = username !== undefined && username !== ''
  if (denied) await refuse(clientFor({ username, password }), username, task)
  return { pushed, pulled, denied }
}

async function refuse(
  client: RegistryClient,
  username: string,
  { repository, tag }: Args,
): Promise<void> {
  const tries = {
    pull: () => client.pullManifest(repository, tag),
    push: () => client.pushBlob(repository, Buffer.from('{}')),
  }
  for (const [verb, attempt] of Object.entries(tries)) {
    const isRefused = await attempt().then(() => false, isRefusal)
    if (!isRefused) throw new Fault(`${username} could ${verb} ${repository} but must not`)
  }
}

/** Any other failure proves nothing. */
function isRefusal(error: unknown): boolean {
  if (error instanceof RegistryFault && (error.status === 401 || error.status === 403)) return true
  throw error
}
