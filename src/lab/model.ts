/** Where every host of a lab serves SSH; an ordinary user may not have 22. */
export const SSH_PORT = 2222

/** Where the master serves its API. */
export const API_PORT = 8443

/** What a host of the lab is for. */
export interface HostPlan {
  readonly name: string
  /** The last part of its address. */
  readonly octet: number
  /** Groups of the inventory beside `nodes`. */
  readonly groups: readonly string[]
  /** Labels that its node starts out with in the cluster. */
  readonly labels: Readonly<Record<string, string>>
}

/** The fleet. No node is labelled for infrastructure yet: that is the first thing to provision. */
export const FLEET: readonly HostPlan[] = [
  { name: 'master1', octet: 11, groups: ['masters'], labels: { zone: 'default' } },
  { name: 'infra1', octet: 12, groups: ['infra', 'registry'], labels: { zone: 'default' } },
  { name: 'node1', octet: 13, groups: [], labels: { region: 'primary', zone: 'east' } },
  { name: 'node2', octet: 14, groups: [], labels: { region: 'primary', zone: 'west' } },
]

export interface LabHost extends HostPlan {
  readonly address: string
}

/** A lab as it is recorded: which network it has, and its hosts. */
export interface Lab {
  /** Absolute: where `inventory.lab.yaml` and `.lab/` are. */
  readonly directory: string
  readonly network: number
  readonly hosts: readonly LabHost[]
}

/** The address of a host by its last part. */
export function hostAddress(network: number, octet: number): string {
  return `127.77.${network}.${octet}`
}

/** The range from which the lab's cluster gives addresses to services. */
export function serviceRange(network: number): string {
  return `127.78.${network}.0/24`
}

/** The address that the registry's service gets. */
export function registryServiceAddress(network: number): string {
  return `127.78.${network}.5`
}

/** The host that serves the API, or undefined in a lab without one. */
export function masterOf(lab: Lab): LabHost | undefined {
  return lab.hosts.find(host => host.groups.includes('masters'))
}

/** Where a lab keeps its files: the inventory beside `.lab`, all else in it. */
export function pathsOf(directory: string) {
  const lab = `${directory}/.lab`
  return {
    lab,
    record: `${lab}/lab.json`,
    key: `${lab}/id_ed25519`,
    knownHosts: `${lab}/known_hosts`,
    kubeconfig: `${lab}/kubeconfig`,
    logs: `${lab}/logs`,
    hosts: `${lab}/hosts`,
    inventory: `${directory}/inventory.lab.yaml`,
    root: (host: string) => `${lab}/hosts/${host}/root`,
    process: (host: string) => `${lab}/hosts/${host}/process.json`,
    log: (host: string) => `${lab}/logs/${host}.log`,
  } as const
}
