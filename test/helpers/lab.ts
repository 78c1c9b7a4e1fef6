import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import ssh2, { type Client, type ClientChannel, type ExecOptions } from 'ssh2'
import { type Lab, type LabHost, pathsOf, SSH_PORT } from '../../src/lab/index.ts'

/** A fresh directory for a lab, with a name that needs care. */
export function labDirectory(): string {
  return mkdtempSync(join(tmpdir(), "wharfinger's lab-"))
}

/** A host of a lab by name. */
export function hostOf(lab: Lab, name: string): LabHost {
  const host = lab.hosts.find(each => each.name === name)
  if (!host) throw new Error(`no host ${name}`)
  return host
}

/** Logs in as root with the lab's key. The caller ends the connection. */
export function login(lab: Lab, name: string): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client()
    client.once('ready', () => resolve(client))
    client.on('error', reject)
    client.connect({
      host: hostOf(lab, name).address,
      port: SSH_PORT,
      username: 'root',
      privateKey: readFileSync(pathsOf(lab.directory).key),
    })
  })
}

/** How a command over SSH ended, and what it wrote. */
export interface Ran {
  readonly code: number | undefined
  readonly signal: string | undefined
  readonly stdout: string
  readonly stderr: string
}

/** Opens a channel for a command. */
export function openChannel(
  client: Client,
  command: string,
  options: ExecOptions = {},
): Promise<ClientChannel> {
  return new Promise((resolve, reject) =>
    client.exec(command, options, (error, channel) => (error ? reject(error) : resolve(channel))),
  )
}

/** Runs a command to its end, with some input. */
export async function run(
  client: Client,
  command: string,
  { input = '', env }: { readonly input?: string | Buffer; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  const channel = await openChannel(client, command, env ? { env } : {})
  channel.end(input)
  return finish(channel)
}

/** Waits for a channel's end and takes what it says. */
export async function finish(channel: ClientChannel): Promise<Ran> {
  let code: number | undefined
  let signal: string | undefined
  channel.once('exit', (status: number | null, name?: string) => {
    code = status ?? undefined
    signal = name
  })
  const closed = new Promise(resolve => channel.once('close', resolve))
  const [stdout, stderr] = await Promise.all([text(channel), text(channel.stderr), closed])
  return { code, signal, stdout, stderr }
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

/** Waits until something holds. Fails after ten seconds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const limit = AbortSignal.timeout(10_000)
  while (!(await holds())) await delay(20, undefined, { signal: limit })
}
