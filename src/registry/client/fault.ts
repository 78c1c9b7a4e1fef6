import type { Answer } from '../../base/exchange.ts'
import { Fault } from '../../base/fault.ts'

/** The registry said no. */
export class RegistryFault extends Fault {
  override readonly name = 'RegistryFault'
  readonly status: number
  /** `DENIED`, `UNAUTHORIZED`, ...; empty when the answer named none. */
  readonly code: string

  constructor(doing: string, answer: Answer) {
    const { code, message } = firstError(answer.body)
    const what = [code, message].filter(text => text !== '').join(': ')
    super(`${doing}: the registry answered ${answer.status}${what === '' ? '' : ` (${what})`}`)
    this.status = answer.status
    this.code = code
  }
}

function firstError(body: Buffer): { code: string; message: string } {
  try {
    const { errors } = JSON.parse(body.toString('utf8')) as { errors?: readonly unknown[] }
    const { code, message } = (errors?.[0] ?? {}) as Record<string, unknown>
    return { code: String(code ?? ''), message: String(message ?? '') }
  } catch {
    // Proxies answer pages, HEAD answers nothing.
    return { code: '', message: '' }
  }
}
