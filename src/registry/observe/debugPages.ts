import type { Failing } from './health.ts'
import type { MetricsPage } from './metrics/metrics.ts'

/** What operators may look at, each asked for when somebody does. */
export interface DebugParts {
  /** What fails, as `watchHealth` knows it. */
  failing(): Failing
  /** What to tell of this process beside what Node knows: the version, the configuration's file. */
  readonly about: Readonly<Record<string, unknown>>
  /** Where the metrics are, if they are offered. */
  readonly metrics: { readonly path: string; page(): Promise<MetricsPage> } | undefined
}

/** What is answered, as HTTP handlers do. */
export interface DebugReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | number>>
  readonly body: Buffer
}

/** The handler of the debug listener: `/debug/health`, `/debug/vars` and the metrics. */
export function debugPages(parts: DebugParts) {
  return async function debug({ path }: { readonly path: string }): Promise<DebugReply> {
    const { metrics } = parts
    if (path === metrics?.path) {
      const { contentType, text } = await metrics.page()
      return reply(200, contentType, text)
    }
    if (path === '/debug/health') return healthReply(parts.failing())
    if (path === '/debug/vars') return json(200, { ...parts.about, ...processState() })
    return reply(404, 'text/plain; charset=utf-8', path.startsWith(PROFILES) ? NO_PROFILES : NONE)
  }
}

const PROFILES = '/debug/pprof'
const NO_PROFILES = 'There are no Go profiles here: run the daemon with `node --cpu-prof`.\n'
const NONE = 'Not found. There are /debug/health and /debug/vars.\n'

function healthReply(failing: Failing): DebugReply {
  return json(Object.keys(failing).length === 0 ? 200 : 503, failing)
}

function processState(): object {
  return {
    pid: process.pid,
    'node.version': process.version,
    uptime: process.uptime(),
    memory: process.memoryUsage(),
    resources: process.resourceUsage(),
  }
}

function json(status: number, content: object): DebugReply {
  return reply(status, 'application/json; charset=utf-8', JSON.stringify(content))
}

function reply(status: number, type: string, text: string): DebugReply {
  const body = Buffer.from(text)
  return { status, headers: { 'Content-Type': type, 'Content-Length': body.length }, body }
}
