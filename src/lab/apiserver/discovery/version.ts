/** Which Kubernetes this answers like. */
export const VERSION = 'v1.32.0'

/** What `/version` says. */
export function versionInfo(): object {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(VERSION) ?? []
  return {
    major,
    minor,
    gitVersion: VERSION,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: '',
    compiler: '',
    platform: `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`,
  }
}
