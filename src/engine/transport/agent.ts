import ssh2, { type ParsedKey } from 'ssh2'

/** The public keys that an agent holds; none when it can't be reached. */
export function agentKeys(socket: string | undefined): Promise<readonly ParsedKey[]> {
  if (socket === undefined) return Promise.resolve([])
  return new Promise(resolve => {
    new ssh2.OpenSSHAgent(socket).getIdentities((error, keys) => {
      resolve(error ? [] : (keys ?? []).filter(key => 'getPublicSSH' in key))
    })
  })
}

/** An agent with a single key, so that each is tried, counted and named on its own. */
export class OneKeyAgent extends ssh2.OpenSSHAgent {
  readonly #key: ParsedKey

  constructor(socket: string, key: ParsedKey) {
    super(socket)
    this.#key = key
  }

  override getIdentities(callback: (error?: Error, keys?: ParsedKey[]) => void): void {
    callback(undefined, [this.#key])
  }
}
