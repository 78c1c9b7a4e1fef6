import type { Answer } from '../base/exchange.ts'
import { Fault, type FaultDetail } from '../base/fault.ts'

/** The cluster said no. Match on `status` and `reason`: messages differ between versions. */
export class ClusterFault extends Fault {
  override readonly name = 'ClusterFault'
  readonly status: number
  readonly reason: string

  constructor(message: string, status: number, reason: string, detail: FaultDetail = {}) {
    super(message, detail)
    this.status = status
    this.reason = reason
  }
}

/** The fault that an answer tells of; `doing` says what was asked for. */
export function faultOf(doing: string, answer: Answer): ClusterFault {
  const { message, reason } = statusIn(answer.body)
  const text = message ?? `the cluster answered ${answer.status}`
  return new ClusterFault(`${doing}: ${text}`, answer.status, reason ?? '', {
    hint: HINTS[answer.status],
  })
}

const HINTS: Record<number, string> = {
  401: "the kubeconfig's credentials are not, or no longer, valid",
  403: "the kubeconfig's user lacks this right; `kubectl auth can-i` tells what it may",
}

/** A failure is a Status object; unknown paths and proxies answer plain text. */
function statusIn(body: Buffer): { message?: string; reason?: string } {
  const text = body.toString('utf8').trim()
  try {
    const { message, reason } = JSON.parse(text) as Record<string, unknown>
    return {
      ...(typeof message === 'string' ? { message } : {}),
      ...(typeof reason === 'string' ? { reason } : {}),
    }
  } catch {
    const [line = ''] = text.split('\n')
    return line === '' ? {} : { message: line.slice(0, 200) }
  }
}
