/**
 * Shell function: \`tree PID\` stops every process below PID and leaves their numbers, PID's first, in \`tree\`. Builtins only.
 * Where there is no /proc it finds none: whoever waits for the end of the fragment then drops the connection.
 */
export const TREE = `tree() {
tree=" $1 "; grown=1
while [ "$grown" ]; do
  grown=
  for stat in /proc/[0-9]*/stat; do
    { IFS= read -r line <"$stat"; } 2>/dev/null || continue
    child=\${stat#/proc/}; child=\${child%/stat}
    line=\${line##*\\)}; set -- $line
    case $tree in *" $child "*) continue;; *" $2 "*) ;; *) continue;; esac
    kill -STOP "$child" 2>/dev/null
    tree="$tree$child "; grown=1
  done
done
}`

/** What a session's shell told of itself when it opened. */
export interface ShellPlace {
  readonly pid: number
  /** Path of the fence; the marker of the running fragment lies beside it. */
  readonly fence: string
}

/** Ends what the running fragment started, if it still is the one that the marker names. The session's shell goes on. */
export function killFragment({ pid, fence }: ShellPlace, marker: string): string {
  return `${TREE}
kill -STOP ${pid}
{ IFS= read -r at <'${fence}.at'; } 2>/dev/null
[ "$at" != ${marker} ] || { ${killBelow(pid)}; }
kill -CONT ${pid}`
}

/** Ends what runs, and lets nothing behind it begin. */
export function killBatch({ pid, fence }: ShellPlace): string {
  return `${TREE}\nrm -f '${fence}'\n${killBelow(pid)}`
}

function killBelow(pid: number): string {
  return `tree ${pid}; for child in $tree; do [ "$child" = ${pid} ] || kill -KILL "$child"; done`
}
