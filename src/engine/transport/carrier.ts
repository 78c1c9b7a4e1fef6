import type { Duplex } from 'node:stream'
import type { Channel } from './channel.ts'

/** The way to a host, already open: starts commands there as the login user. */
export interface Carrier {
  /** The login user's name. */
  readonly user: string
  /** Starts a command line in the login shell. Throws UnreachableFault when the host allows no more channels. */
  exec(line: string): Promise<Channel>
  /** A TCP connection from the host. Throws a Fault when the host can't make it. */
  connect(host: string, port: number): Promise<Duplex>
  /** What broke it, once it is broken. */
  readonly failure: string | undefined
  /** Breaks it off, for this reason. */
  abandon(why: string): void
  /** Ends it, broken or not. */
  end(): Promise<void>
}
