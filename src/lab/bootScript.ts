import { HOST_PATH } from './inside/path.ts'

const ABSENT = ['node', 'nodejs', 'npm', 'npx', 'corepack', 'yarn', 'yarnpkg']

/**
 * The program that turns a directory into a host's root and becomes its process 1. It runs in fresh namespaces, with the
 * root, the host's name, Node, wharf's directory and its place inside as arguments, followed by the command to supervise.
 */
export const BOOT_SCRIPT = `#!/bin/sh
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
root=$1 name=$2 node=$3 wharf=$4 mount=$5
shift 5

# Makes a mount read-only. In a user namespace the flags that the kernel has locked must be repeated.
seal() {
  for flags in '' ,nodev ,nosuid,nodev ,nosuid,nodev,noexec; do
    mount -o "remount,bind,ro$flags" "$1" 2>/dev/null && return
  done
  echo "can't make $1 read-only" >&2
  return 1
}

# Shows a directory of this machine to the host, read-only with everything mounted below it.
show() {
  mount --rbind "$1" "$2"
  seal "$2"
  while read -r _ _ _ _ at _; do
    # Blanks in names are written as octal escapes.
    case $at in *\\\\*) at=$(printf %b "$at") ;; esac
    case $at in "$2"/*) seal "$at" ;; esac
  done </proc/self/mountinfo
}

hostname "$name" 2>/dev/null || echo "$name" >/proc/sys/kernel/hostname

# First what may contain the root itself, while nothing is mounted there.
show "$wharf" "$root$mount"
mount --bind "$node" "$root/.lab/node"
seal "$root/.lab/node"
show /usr "$root/usr"
for directory in /bin /sbin /lib /lib32 /lib64 /libx32; do
  [ -L "$root$directory" ] || [ ! -d "$root$directory" ] || show "$directory" "$root$directory"
done

[ ! -d "$root/etc/alternatives" ] || show /etc/alternatives "$root/etc/alternatives"

# The host's own /usr/local and /usr/bin; this machine's programs stay at hand for the links below.
show /usr/bin "$root/.lab/bin"
mount --bind "$root/.lab/local" "$root/usr/local"
mount -t tmpfs -o mode=755,nosuid programs "$root/usr/bin"

mount -t tmpfs -o mode=755,nosuid dev "$root/dev"
for device in null zero full random urandom tty; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm"
chmod 1777 "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts" 2>/dev/null &&
  ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s fd/0 "$root/dev/stdin"
ln -s fd/1 "$root/dev/stdout"
ln -s fd/2 "$root/dev/stderr"

mount -t tmpfs -o mode=755,nosuid,nodev run "$root/run"
mkdir -p "$root/run/lab" "$root/run/lock" "$root/run/systemd/system"
mkfifo -m 600 "$root/run/lab/control"

# /proc comes last: it takes the old one's place for this script. Kernel settings are the machine's, not the host's.
mount -t proc proc "$root/proc"
mount --bind "$root/proc/sys" "$root/proc/sys"
seal "$root/proc/sys"

mount --rbind "$root" "$root"
cd "$root"
pivot_root . mnt
PATH=/.lab/bin:$PATH
umount -l /mnt
cd /

# A file of a read-only tree can be covered but not taken away: so links, and none to what no host may rely on.
ln -s /.lab/bin/* /usr/bin/
cd /usr/bin
rm -f ${ABSENT.join(' ')} python* pip*
for program in systemctl journalctl; do
  [ ! -e "$program" ] || ln -sf "/usr/local/bin/$program" "$program"
done

# The shell that stays as process 1 buries orphans, which Node would not; the host ends with what it supervises.
cd "$mount"
exec env -i PATH=${HOST_PATH} HOME=/root LANG=C.UTF-8 container=wharf \\
  sh -c '"$@" & wait "$!"' init "$@" </dev/null
`
