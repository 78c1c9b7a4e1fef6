/** What the small API server is started with. Paths are the host's. */
export interface ApiServerConfig {
  readonly address: string
  readonly port: number
  /** PEM files: its certificate chain and key, and the authority whose client certificates name a user and groups. */
  readonly certificate: string
  readonly key: string
  readonly clientCa: string
  /** The directory of its objects: a restart loses nothing. */
  readonly state: string
  /** From which services get their addresses. */
  readonly serviceRange: string
  /** The nodes that exist when it first starts. */
  readonly nodes: readonly SeedNode[]
}

export interface SeedNode {
  readonly name: string
  readonly address: string
  readonly labels: Readonly<Record<string, string>>
}
