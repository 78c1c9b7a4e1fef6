import { Fault } from '../../base/fault.ts'
import { type Remote, sh } from '../../engine/module/index.ts'

const NOT_FOUND = 44

/**
 * Throws a Fault unless the host's dockerd knows these options: one that doesn't refuses to start with them.
 * Without a path the daemon is looked for by the names it had.
 */
export async function checkDockerd(
  remote: Remote,
  path: string | undefined,
  options: readonly string[],
): Promise<void> {
  const candidates =
    path === undefined ? sh`dockerd dockerd-current docker-current docker` : sh`${path}`
  const { rc, output } = await remote.exec(
    sh`PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin
for d in ${[candidates]}; do
  command -v -- "$d" >/dev/null || continue
  echo "dockerd: $d"
  case $d in
    docker|docker-current|*/docker|*/docker-current) "$d" daemon --help 2>&1 ;;
    *) "$d" --help 2>&1 ;;
  esac
  exit 0
done
exit ${NOT_FOUND}`,
  )
  const help = output.stdout.toString('utf8')
  if (rc === NOT_FOUND)
    throw new Fault(`there is no ${path ?? 'dockerd'} that could be asked for its options`, {
      hint: 'the argument "dockerd" says where it is',
    })
  const unknown = options.find(option => !new RegExp(`${option}(?![\\w-])`).test(help))
  if (unknown === undefined) return
  const name = /^dockerd: (.*)$/m.exec(help)?.[1] ?? 'dockerd'
  throw new Fault(`${name} doesn't know ${unknown} and would not start with it`, {
    hint: "only Red Hat's build of docker has it; elsewhere leave whitelists of this kind out",
  })
}
