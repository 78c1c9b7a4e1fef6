import type { AnyAuthMethod, ParsedKey } from 'ssh2'
import { agentKeys, OneKeyAgent } from './agent.ts'
import type { KeyFiles } from './keyFiles.ts'
import type { Target } from './target.ts'

/** One way to log in, and how a person would call it. Without a method it is a reason why there is none. */
export interface Attempt {
  readonly label: string
  readonly method?: AnyAuthMethod
}

/**
 * The ways to log in to a target, likeliest first: the keys named for it, its password, the agent's keys, the usual files.
 * A key file whose twin is in the agent needs no passphrase. Files are read when their turn comes.
 */
export async function* attemptsFor(target: Target, files: KeyFiles): AsyncGenerator<Attempt> {
  const { user: username, agentSocket, password } = target
  const held = await agentKeys(agentSocket)
  const tried: ParsedKey[] = []
  const byAgent = (key: ParsedKey): Attempt | undefined => {
    if (agentSocket === undefined) return undefined
    tried.push(key)
    const agent = new OneKeyAgent(agentSocket, key)
    const label = `agent key ${key.comment || key.type}`
    return { label, method: { type: 'agent', username, agent } }
  }
  const byFile = async (file: string): Promise<Attempt> => {
    const twin = await files.loadPublic(file)
    const own = twin && held.find(key => isSame(key, twin))
    const attempt = own && byAgent(own)
    if (attempt) return { ...attempt, label: `${file} (agent)` }
    const loaded = await files.load(file, target.passphrase)
    if (loaded.kind === 'none') return { label: `${file}: ${loaded.why}` }
    tried.push(loaded.key)
    return { label: file, method: { type: 'publickey', username, key: loaded.key } }
  }
  for (const file of target.namedKeys) yield await byFile(file)
  if (password !== undefined) yield* byPassword(username, password)
  if (target.identitiesOnly && target.namedKeys.length > 0) return
  for (const key of held) {
    const attempt = tried.some(other => isSame(other, key)) ? undefined : byAgent(key)
    if (attempt) yield attempt
  }
  for (const file of target.defaultKeys) {
    const attempt = await byFile(file)
    if (!attempt.label.endsWith('no such file')) yield attempt
  }
}

/** Many servers take a password only in the form of a conversation. */
function* byPassword(username: string, password: string): Generator<Attempt> {
  yield { label: 'password', method: { type: 'password', username, password } }
  yield {
    label: 'password (keyboard-interactive)',
    method: {
      type: 'keyboard-interactive',
      username,
      prompt: (_name, _instructions, _language, prompts, finish) => {
        finish(prompts.map(() => password))
      },
    },
  }
}

/** Whether two keys have the same public half, whatever else is known of them. */
function isSame(one: ParsedKey, other: ParsedKey): boolean {
  return one.getPublicSSH().equals(other.getPublicSSH())
}
