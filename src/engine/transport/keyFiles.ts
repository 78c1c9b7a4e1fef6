import ssh2, { type ParsedKey } from 'ssh2'
import { readIfThere } from '../../base/files.ts'

/** What a private key file holds. */
export type KeyFile =
  | { readonly kind: 'key'; readonly key: ParsedKey }
  | { readonly kind: 'none'; readonly why: string }

/** Asks the person for a key's passphrase; undefined when there is nobody to ask or no answer. */
export type AskPassphrase = (file: string) => Promise<string | undefined>

/** Reads key files, each once: a fleet of hosts asks for one passphrase one time. */
export class KeyFiles {
  readonly #ask: AskPassphrase
  readonly #files = new Map<string, Promise<KeyFile>>()

  constructor(ask: AskPassphrase) {
    this.#ask = ask
  }

  /** The private key, unlocked. */
  load(file: string, passphrase: string | undefined): Promise<KeyFile> {
    const name = JSON.stringify([file, passphrase])
    const known = this.#files.get(name) ?? this.#read(file, passphrase)
    this.#files.set(name, known)
    return known
  }

  /** The public key beside it, which needs no passphrase. */
  async loadPublic(file: string): Promise<ParsedKey | undefined> {
    const text = await readIfThere(`${file}.pub`).catch(() => undefined)
    const key = text && ssh2.utils.parseKey(text)
    return key instanceof Error ? undefined : key
  }

  async #read(file: string, passphrase: string | undefined): Promise<KeyFile> {
    const text = await readIfThere(file).catch((error: Error) => error)
    if (text === undefined) return { kind: 'none', why: 'no such file' }
    if (text instanceof Error) return { kind: 'none', why: text.message }
    const parsed = ssh2.utils.parseKey(text, passphrase)
    if (!(parsed instanceof Error)) return keyOf(parsed)
    if (passphrase !== undefined || !/no passphrase given/.test(parsed.message))
      return { kind: 'none', why: reasonOf(parsed, passphrase) }
    const answer = await this.#ask(file)
    if (answer === undefined) return { kind: 'none', why: 'its passphrase is missing' }
    const unlocked = ssh2.utils.parseKey(text, answer)
    if (unlocked instanceof Error) return { kind: 'none', why: reasonOf(unlocked, answer) }
    return keyOf(unlocked)
  }
}

function keyOf(parsed: ParsedKey): KeyFile {
  // The parser gives a list for formats that can hold several.
  const [key = parsed] = [parsed].flat()
  if (!key.isPrivateKey()) return { kind: 'none', why: 'not a private key' }
  return { kind: 'key', key }
}

function reasonOf(error: Error, passphrase: string | undefined): string {
  if (passphrase !== undefined && /passphrase|decrypt|integrity/i.test(error.message))
    return 'its passphrase is wrong'
  return `not a private key (${error.message})`
}
