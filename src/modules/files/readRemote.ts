import { Fault } from '../../base/fault.ts'
import { type Remote, sh } from '../../engine/module/index.ts'

const MISSING = 44

/** The bytes of a file on the host, or undefined when there is none. Throws a Fault for one that can't be read whole. */
export async function readRemote(remote: Remote, path: string): Promise<Buffer | undefined> {
  const { rc, output } = await remote.exec(
    sh`[ -e ${path} ] || exit ${MISSING}
exec cat -- ${path}`,
  )
  if (rc === MISSING) return undefined
  if (rc !== 0) {
    const why = output.stderr.toString().trim() || `cat ended with status ${rc}`
    throw new Fault(`cannot read ${path}: ${why}`)
  }
  if (output.dropped > 0) throw new Fault(`${path} is too big to be read into memory`)
  return output.stdout
}
