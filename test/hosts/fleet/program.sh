#!/bin/bash
# program.sh SUITE PROGRAM PACKAGE...: prints the path of a program of a Debian suite, from the first of the packages that has
# it; fetched once and kept beside the bases. Installs nothing.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd); . "$HERE/lib.sh"
[ $# -ge 3 ] || die 'usage: program.sh SUITE PROGRAM PACKAGE...'
SUITE=$1 PROGRAM=$2 DIR=$WH_CACHE/$2-$1; shift 2
case $SUITE in *[!a-z]*|'') die 'SUITE: lower case letters';; esac
case $PROGRAM in *[!a-z0-9-]*|'') die 'PROGRAM: lower case letters, digits and dashes';; esac
mkdir -p "$WH_CACHE"
exec 8>"$WH_CACHE/.lock"; flock 8
if [ ! -x "$DIR/usr/bin/$PROGRAM" ]; then
  tmp=$DIR.tmp.$$
  trap 'rm -rf "$tmp"' EXIT
  mkdir -p "$tmp"/{lists/partial,archives/partial,root}
  # The mirror that this machine gets Debian from.
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' | grep -m1 '/debian/$' || true)
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror:-http://deb.debian.org/debian} $SUITE main" >"$tmp/sources.list"
  apt() {
    apt-get -qq -o Dir::Etc::SourceList="$tmp/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$tmp/lists" \
      -o Dir::Cache="$tmp" -o Dir::State::Status=/dev/null -o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
  }
  # A package may be there in name only, the program having moved to another one.
  unpack() { (cd "$tmp" && apt download "$1") && dpkg-deb -x "$tmp/$1"_*.deb "$tmp/root" && [ -x "$tmp/root/usr/bin/$PROGRAM" ]; }
  fetch() { apt update && for package; do ! unpack "$package" || return 0; done && return 1; }
  fetch "$@" >"$DIR.log" 2>&1 || { tail "$DIR.log" >&2; die "no $PROGRAM of $SUITE, log in $DIR.log"; }
  rm -rf "$DIR"; mv "$tmp/root" "$DIR"
fi
echo "$DIR/usr/bin/$PROGRAM"
