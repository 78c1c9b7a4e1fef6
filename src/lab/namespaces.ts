import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const NAMESPACES = ['--mount', '--pid', '--uts', '--ipc', '--fork', '--kill-child']
const AS_USER = ['--user', '--map-root-user', ...NAMESPACES]

/** A way to make hosts that works here, or what the kernel said to each that was tried. */
export type Ability =
  | { readonly kind: 'able'; readonly unshare: readonly string[] }
  | { readonly kind: 'unable'; readonly asUser: string; readonly asRoot: string | undefined }

/** What a host's boot needs most: mounts of its own, among them a /proc. */
const PROBE = 'mount -t tmpfs probe /tmp && mount -t proc proc /proc'

/** Finds out how hosts can be made here: as root without more ado, else in a user namespace. */
export async function findAbility(uid = process.getuid?.()): Promise<Ability> {
  const asRoot = uid === 0 ? await complaint(NAMESPACES) : undefined
  if (uid === 0 && asRoot === undefined) return { kind: 'able', unshare: NAMESPACES }
  const asUser = await complaint(AS_USER)
  if (asUser === undefined) return { kind: 'able', unshare: AS_USER }
  return { kind: 'unable', asUser, asRoot }
}

/** What goes wrong with such namespaces, or undefined when nothing does. */
async function complaint(namespaces: readonly string[]): Promise<string | undefined> {
  try {
    await promisify(execFile)('unshare', [...namespaces, 'sh', '-c', PROBE], {
      env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
    })
    return undefined
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string }
    if (code === 'ENOENT') return 'unshare: not found'
    return stderr?.trim().split('\n')[0] || String(error)
  }
}
