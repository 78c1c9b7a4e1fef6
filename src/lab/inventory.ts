import { ADMIN_KUBECONFIG, API_CA } from './furnish/master.ts'
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
    ansible_ssh_private_key_file: ${JSON.stringify(sshPath(paths.key))}
    ansible_ssh_common_args: ${JSON.stringify(`-o ${knownHostsOption(paths.knownHosts)}`)}

    # Labels of the cluster's nodes, by node; the registry runs where region=infra.
    node_labels:
${labelLines(lab)}
    # The administrator's way into the cluster, and the authority of its API, on the masters.
    cluster_kubeconfig: ${ADMIN_KUBECONFIG}
    masters_ca: ${API_CA}

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
    # Who pushes and pulls from every host in the end, and who must be refused.
    verify_repository: demo/verify
    verify_username: developer
    verify_password: ${passwords.developer}
    verify_denied_username: stranger
    verify_denied_password: ${passwords.stranger}
    # The lab has no DNS: the registry's names go to /etc/hosts.
    registry_names_in_hosts: true
`
}

/** One word for a shell, with a path in it that is one word for ssh. */
function knownHostsOption(path: string): string {
  return `'${`UserKnownHostsFile="${sshPath(path)}"`.replaceAll("'", `'\\''`)}'`
}

/** In ssh's settings a percent sign begins a token. */
function sshPath(path: string): string {
  return path.replaceAll('%', '%%')
}

function hostLines({ name, address }: LabHost): string {
  return `    ${name}:\n      ansible_host: ${address}\n`
}

function labelLines({ hosts }: Lab): string {
  const infra = hosts.filter(host => host.groups.includes('infra'))
  return infra.map(({ name }) => `      ${name}: { region: infra }\n`).join('')
}
