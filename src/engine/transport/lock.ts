import { EXIT, Fault } from '../../base/fault.ts'
import { quoted } from '../module/index.ts'
import { PENDING } from './marks.ts'
import { TREE } from './processTree.ts'

/** Who takes the lock of a host, and how. */
export interface Taking {
  readonly run: string
  /** Names this connection, for ever. */
  readonly connection: string
  /** Seconds to wait for another run to end. */
  readonly patience: number
  /** Connections that are known to be lost: what they left on the host has no owner. */
  readonly lost: readonly string[]
  /** A folder on the host for lock and pending list, instead of the usual places. */
  readonly stateDirectory?: string | undefined
}

/** Exit status of the opening when another run holds the lock; when this connection already held it. */
export const LOCKED = 73
export const SHARED = 74

/** A run, other than this one, that is at work on the host. */
export class LockedFault extends Fault {
  override readonly name = 'LockedFault'
  override readonly exitCode = EXIT.hostFailed

  /** From the owner's text in the lock. */
  constructor(owner: string) {
    const [run = '?', , pid = '?', , , since = ''] = owner.trim().split(' ')
    const time = new Date(Number(since) * 1000)
    const when = Number.isNaN(time.getTime()) ? '' : ` since ${time.toISOString()}`
    super(`the host is locked by run ${run}${when}`, {
      hint: `wait for it; if it is gone for good, end process ${pid} on the host`,
    })
  }
}

/**
 * The first text of a session, in the shell itself: the names that fragments rely on, then the lock. Prints the path of the
 * fence and the pending handlers, each ended by a NUL; the owner when another run holds the lock.
 *
 * The lock is a link whose target names its owner: run, connection, shell's pid and start time, boot, time. It is stale when
 * that process is gone; no clock is asked. Stealing goes through a lock of its own, named after the victim, and looks again
 * once it holds that: so nobody can remove a lock that was taken anew in between. Before the lock of a connection that was
 * lost is taken over, its fence is removed and its shell's processes are ended.
 *
 * Whoever takes the lock sweeps the temporary files that earlier connections noted.
 */
export function openingText(taking: Taking): string {
  const { connection, stateDirectory = '' } = taking
  return `umask 022; cd /; wf=; ws=${quoted([stateDirectory])}; wu=$(id -u)
case :$PATH: in *:/usr/sbin:*) ;; *) PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; export PATH;; esac
${STATE}
wd=$ws/pending; wt=$ws/temps/${connection}
(eval ${quoted([take(taking)])}) </dev/null; wr=$?
wl=$wk.${connection}; wa=$wl.at`
}

/** The last text of a session that took the lock: sweeps its own temporary files and lets go. */
export function closingText(connection: string): string {
  return `${SWEEP}; sweep "$wt"
case $(readlink "$wk") in *" ${connection} "*) ;; *) wk=;; esac
rm -f "$wl" "$wa" \${wk:+"$wk"}`
}

/** Where this user's lock \`wk\` and state \`ws\` lie. A state folder that belongs to someone else is none. */
const STATE = `if [ "$ws" ]; then
  [ -d "$ws" ] || { mkdir -p "$ws" && chmod 1777 "$ws"; }
  ws=$ws/$wu; wk=$ws/lock
elif [ "$wu" = 0 ]; then
  ws=/var/lib/wharfinger; wk=/run/wharfinger.lock
  [ -d /run ] || wk=/var/run/wharfinger.lock
else
  ws=$HOME/.local/state/wharfinger
  (umask 077; mkdir -p "$ws" && [ -w "$ws" ]) 2>/dev/null || ws=/var/tmp/wharfinger-$wu
  wk=$ws/lock
fi
[ -d "$ws/pending" ] && [ -d "$ws/temps" ] || (umask 077; mkdir -p "$ws/pending" "$ws/temps")`

const SWEEP = `sweep() { # FILE: a list of temporary files
[ ! -e "$1" ] || {
  while IFS= read -r temp; do
    case $temp in */.wharf-*) [ ! -e "$temp" ] && [ ! -h "$temp" ] || rm -rf -- "$temp";; esac
  done <"$1"
  rm -f "$1"
}
}`

function take({ run, connection, patience, lost }: Taking): string {
  // For people to read; it may be wrong, and nothing depends on it.
  const since = Math.floor(Date.now() / 1000)
  return `set -f
[ -d "$ws/pending" ] && [ -O "$ws" ] || { echo "$ws: not a folder of this user's own" >&2; exit 1; }
waited=0; tries=0; boot=-
{ IFS= read -r boot </proc/sys/kernel/random/boot_id; } 2>/dev/null
born() { # PID: its start time, in born; fails when it is gone
  born=-
  [ -d /proc/self ] || { kill -0 "$1" 2>/dev/null; return; }
  { IFS= read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
  line=\${line##*\\)}; set -- $line
  born=\${20}; [ "$1" != Z ]
}
is_alive() { # RUN CONNECTION PID BORN BOOT
  case ${quoted([` ${lost.join(' ')} `])} in *" $2 "*) return 1;; esac
  [ "$5" = "$boot" ] && born "$3" && [ "$born" = "$4" ]
}
finish() { # PID BORN
  born "$1" && [ "$born" = "$2" ] || return 0
  set +f; tree "$1"; set -f
  kill -KILL $tree 2>/dev/null
}
${TREE}
take() { # LOCK
  until ln -s "$me" "$1" 2>/dev/null; do
    owner=$(readlink "$1") || {
      tries=$((tries + 1)); [ $tries -lt 100 ] || { ln -s "$me" "$1"; return 1; }
      continue
    }
    set -- "$1" $owner
    [ "$3" != ${connection} ] || return ${SHARED}
    if is_alive "$2" "$3" "$4" "$5" "$6"; then
      [ $waited -lt ${patience} ] || { echo "$owner"; return ${LOCKED}; }
      waited=$((waited + 1)); sleep 1
    else
      take "$1.$3.steal" || return
      [ "$(readlink "$1")" != "$2 $3 $4 $5 $6 $7" ] || { rm -f "$1.$3"; finish "$4" "$5"; rm -f "$1"; }
      rm -f "$1.$3.steal"
    fi
    set -- "$1"
  done
}
born $$; me="${run.replaceAll(/[^\w.-]/g, '-')} ${connection} $$ $born $boot ${since}"
take "$wk"; taken=$?
[ $taken = 0 ] || [ $taken = ${SHARED} ] || exit $taken
set +f
[ $taken != 0 ] || {
  ln -s "$me" "$wk.${connection}" || exit
  for old in "$wk".*; do case $old in "$wk.${connection}"*) ;; *) rm -f "$old";; esac; done
  ${SWEEP}
  for old in "$ws"/temps/*; do sweep "$old"; done
}
printf '%s\\000' "$wk.${connection}"
${PENDING}
exit $taken`
}
