import { CONTROL } from '../inside/init/control.ts'
import { JOURNAL } from '../inside/init/journal.ts'
import type { HostFile } from './hostFile.ts'

/** Stand-ins for systemd's programs, first in the host's PATH. */
export function toolFiles(): HostFile[] {
  return [
    { path: '/.lab/local/bin/systemctl', content: SYSTEMCTL, mode: 0o755 },
    { path: '/.lab/local/bin/journalctl', content: JOURNALCTL, mode: 0o755 },
  ]
}

// One write hands over the whole request, so that those of several askers don't mix.
const SYSTEMCTL = `#!/bin/sh
# Hands its command line to the host's supervisor and prints the answer.
reply=/run/lab/reply.$$
mkfifo -m 600 "$reply" 2>/dev/null || { rm -f "$reply" && mkfifo -m 600 "$reply"; } || exit 1
exec 3<>"$reply"
printf '%s\x1f' "$reply" "$@" '\x1e' >${CONTROL} || exit 1
while IFS= read -r line <&3; do
  case $line in
    o*) printf '%s\\n' "\${line#o}" ;;
    e*) printf '%s\\n' "\${line#e}" >&2 ;;
    =*) exit "\${line#=}" ;;
  esac
done
`

const JOURNALCTL = `#!/bin/sh
# Prints what a unit wrote: journalctl -u UNIT [-n LINES].
unit= lines=+1
while [ $# -gt 0 ]; do
  case $1 in
    -u | -xeu | -eu | --unit) unit=$2; shift ;;
    -u* ) unit=\${1#-u} ;;
    --unit=*) unit=\${1#*=} ;;
    -n | --lines) lines=$2; shift ;;
    -n*) lines=\${1#-n} ;;
    --lines=*) lines=\${1#*=} ;;
  esac
  shift
done
[ -n "$unit" ] || { echo 'name a unit: journalctl -u UNIT' >&2; exit 1; }
case $unit in *.service) ;; *) unit=$unit.service ;; esac
[ -f "${JOURNAL}/$unit.log" ] || { echo '-- No entries --'; exit 0; }
exec tail -n "$lines" "${JOURNAL}/$unit.log"
`
