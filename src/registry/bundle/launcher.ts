/** `wharf-registry`: starts the daemon wherever its directory is, also through a symbolic link. */
export const LAUNCHER = `#!/bin/sh
# Starts the registry on the Node beside this script.
set -eu
self=$0
while [ -L "$self" ]; do
  target=$(readlink -- "$self")
  case $target in
    /*) self=$target ;;
    *) self=\${self%/*}/$target ;;
  esac
done
here=\${self%/*}
# The host's own C++ library is taken where it will do: it fits the host's C library, for which the one in lib/ may be
# too new. The variable reaches only the daemon, which starts no program but itself.
if ! "$here/bin/node" --version >/dev/null 2>&1; then
  LD_LIBRARY_PATH=$here/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  export LD_LIBRARY_PATH
fi
exec "$here/bin/node" "$here/registry.mjs" "$@"
`
