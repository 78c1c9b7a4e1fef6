import { type Shell, sh } from '../../engine/module/index.ts'

/** Shell that sets entry to what the host's database says of a user or group; to nothing where there is none. */
export function readEntry(database: 'passwd' | 'group', name: string): Shell {
  // Not every small system has getent; those keep all accounts in the file.
  return sh`entry=
if command -v getent >/dev/null; then entry=$(getent ${database} ${name}); r=$?; [ "$r" -eq 0 ] || [ "$r" -eq 2 ] || exit 3
else while IFS= read -r l; do case $l in ${name}:*) entry=$l ;; esac; done <${`/etc/${database}`}
fi`
}

/** Shell that splits entry at its colons into $1, $2, ... */
export const splitEntry: Shell = sh`set -f; IFS=:; set -- $entry; unset IFS; set +f`
