import { ADMIN_KUBECONFIG } from './furnish/master.ts'
import { type Lab, type LabHost, pathsOf, registryServiceAddress, SSH_PORT } from './model.ts'

/** The passwords of the lab's registry users, by name. */
export type Passwords = Readonly<Record<'developer' | 'stranger', string>>

/** The inventory of a lab: what one writes for a fleet of one's own, with comments. */
export function inventoryText(lab: Lab, passwords: Passwords): string {
  const paths = pathsOf(lab.directory)
  const members = (group: string): string =>
    lab.hosts
      .filter(host => group === 'nodes' || host.groups.includes(group))
      .map(host => `        ${host.name}:\n`)
      .join('')
  return `# The fleet of \`wharf lab up\`, made with the lab and gone with it. A fleet of your own needs the same few lines.
all:
  hosts:
${lab.hosts.map(hostLines).join('')}
  children:
    masters: # run the cluster's API; the first one keeps the registry's CA
      hosts:
${members('masters')}    nodes: # run containers: they trust the registry and obey the whitelist
      hosts:
${members('nodes')}    infra: # nodes for infrastructure, labelled region=infra
      hosts:
${members('infra')}    registry: # where the registry daemon is installed
      hosts:
${members('registry')}
  vars:
    ansible_port: ${SSH_PORT}
    ansible_user: root
    ansible_ssh_private_key_file: ${JSON.stringify(paths.key)}
    ansible_ssh_common_args: ${JSON.stringify(`-o UserKnownHostsFile='${paths.knownHosts}'`)}

    # The administrator's way into the cluster, read from the first master.
    kubeconfig: ${ADMIN_KUBECONFIG}

    # The address that the registry's certificate, its clients and the whitelist name.
    registry_service_ip: ${registryServiceAddress(lab.network)}
    # The lab's hosts know one user alone; elsewhere leave this out and it is uid 1001.
    registry_user: root
    # Made up for this lab; the file is readable to you only.
    registry_users:
      - { name: developer, password: ${passwords.developer} }
      - { name: stranger, password: ${passwords.stranger} }
    registry_policy:
      - { role: registry-editor, project: demo, users: [developer] }
`
}

function hostLines(host: LabHost): string {
  const labels = host.groups.includes('infra') ? '\n      node_labels: { region: infra }' : ''
  return `    ${host.name}:\n      ansible_host: ${host.address}${labels}\n`
}
