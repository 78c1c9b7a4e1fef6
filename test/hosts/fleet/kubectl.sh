#!/bin/bash
# kubectl.sh SUITE: prints the path of the kubectl of a Debian suite, fetched once and kept beside the bases. Installs nothing.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd); . "$HERE/lib.sh"
[ $# = 1 ] || die 'usage: kubectl.sh SUITE'
SUITE=$1 DIR=$WH_CACHE/kubectl-$1
case $SUITE in *[!a-z]*|'') die 'SUITE: lower case letters';; esac
mkdir -p "$WH_CACHE"
exec 8>"$WH_CACHE/.lock"; flock 8
if [ ! -x "$DIR/usr/bin/kubectl" ]; then
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
  # Later suites call it kubectl, and leave an empty package under the old name.
  unpack() { (cd "$tmp" && apt download "$1") && dpkg-deb -x "$tmp/$1"_*.deb "$tmp/root" && [ -x "$tmp/root/usr/bin/kubectl" ]; }
  { apt update && { unpack kubernetes-client || unpack kubectl; }; } >"$DIR.log" 2>&1 ||
    { tail "$DIR.log" >&2; die "no kubectl of $SUITE, log in $DIR.log"; }
  rm -rf "$DIR"; mv "$tmp/root" "$DIR"
fi
echo "$DIR/usr/bin/kubectl"
