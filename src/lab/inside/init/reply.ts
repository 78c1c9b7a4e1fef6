/** What systemctl prints and exits with. */
export interface Reply {
  readonly code: number
  readonly out?: readonly string[]
  readonly err?: readonly string[]
}

/** Joins the replies for several units: all that they say, and the last failure's code. */
export function joined(replies: readonly Reply[]): Reply {
  return {
    code: replies.findLast(reply => reply.code !== 0)?.code ?? 0,
    out: replies.flatMap(reply => reply.out ?? []),
    err: replies.flatMap(reply => reply.err ?? []),
  }
}
