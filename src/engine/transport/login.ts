import type { Duplex } from 'node:stream'
import ssh2, {
  type AnyAuthMethod,
  type AuthenticationType,
  type Client,
  type NextAuthHandler,
} from 'ssh2'
import { type Attempt, attemptsFor } from './attempts.ts'
import { hostKeyAlgorithms, judgeHostKey } from './hostKey.ts'
import { onInterrupt, throwIfInterrupted } from './interruption.ts'
import type { KeyFiles } from './keyFiles.ts'
import type { KnownHosts } from './knownHosts.ts'
import { type LoginError, loginFault, type Progress } from './loginFault.ts'
import type { Target } from './target.ts'

/** A server that is silent for so long in the middle of a login will stay so. A person typing a passphrase may take longer. */
const PATIENCE = 60_000

export interface LoginContext {
  readonly files: KeyFiles
  readonly known: KnownHosts
  /** Writes the line of a host key that was taken on trust. */
  readonly remember: (line: string) => Promise<void>
  readonly signal: AbortSignal
}

/** Logs in over an open byte stream. Throws UnreachableFault, or EarlyEnd when it is worth another try. */
export async function login(
  target: Target,
  stream: Duplex,
  context: LoginContext,
): Promise<Client> {
  const { signal } = context
  const client = new ssh2.Client()
  const stop = (): void => {
    stream.destroy()
  }
  const forget = onInterrupt(signal, stop)
  try {
    await loggedIn(client, target, stream, context)
    return client
  } catch (error) {
    stop()
    throwIfInterrupted(signal)
    throw error
  } finally {
    forget()
  }
}

function loggedIn(
  client: Client,
  target: Target,
  stream: Duplex,
  context: LoginContext,
): Promise<void> {
  const progress: Progress = { hasBegun: false, tried: [] }
  const silent = new Error(`the host said nothing for ${PATIENCE / 1000} s`)
  let timer: NodeJS.Timeout | undefined
  const result = new Promise<void>((resolve, reject) => {
    const fail = (error: LoginError): void => reject(loginFault(error, target, progress))
    timer = setTimeout(fail, PATIENCE, silent)
    client.on('error', (error: LoginError) => {
      // The agent would not sign: the next key's turn.
      if (error.level !== 'agent') fail(error)
    })
    client.once('close', () => fail(new Error('the host closed the connection')))
    client.once('handshake', () => {
      progress.hasBegun = true
    })
    client.once('ready', resolve)
    const attempts = attemptsFor(target, context.files)
    client.connect({
      sock: stream,
      username: target.user,
      readyTimeout: 0,
      keepaliveInterval: target.keepalive,
      keepaliveCountMax: 3,
      algorithms: { serverHostKey: hostKeyAlgorithms(target, context.known) },
      hostVerifier: (key: Buffer, verify: (isGood: boolean) => void) => {
        checkHostKey(key, target, context).then(
          () => verify(true),
          (fault: unknown) => {
            reject(fault)
            verify(false)
          },
        )
      },
      authHandler: (
        left: AuthenticationType[] | null,
        _partial: boolean,
        next: NextAuthHandler,
      ) => {
        timer?.refresh()
        nextAttempt(attempts, left, progress.tried).then(method => {
          // False ends the login; the types leave it out.
          next(method ?? (false as unknown as AuthenticationType))
        }, reject)
      },
    })
  })
  return result.finally(() => clearTimeout(timer))
}

/** Throws UnreachableFault unless the key is the host's. */
async function checkHostKey(key: Buffer, target: Target, context: LoginContext): Promise<void> {
  const verdict = judgeHostKey(key, target, context.known)
  if (verdict.kind === 'refused') throw verdict.fault
  if (verdict.kind === 'remember') await context.remember(verdict.line)
}

/** The next way to log in that the server still takes; `tried` gets the names of all that were come by. */
async function nextAttempt(
  attempts: AsyncGenerator<Attempt>,
  left: readonly AuthenticationType[] | null,
  tried: string[],
): Promise<AnyAuthMethod | undefined> {
  for (;;) {
    const { value } = await attempts.next()
    if (!value) return undefined
    const { label, method }: Attempt = value
    const type = method?.type === 'agent' ? 'publickey' : method?.type
    if (type && left && !left.includes(type)) continue
    tried.push(label)
    if (method) return method
  }
}
