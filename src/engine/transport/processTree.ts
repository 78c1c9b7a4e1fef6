/**
 * Shell function: `tree PID` stops that process and every one below it, and leaves their numbers in `tree`. Builtins only.
 * The kernel's own list of children costs nothing; where it has none, all of /proc is read until nothing new turns up.
 * Without /proc it finds none: whoever waits for the end of the fragment then breaks off the connection.
 */
export const TREE = `tree() {
kill -STOP "$1"; tree=" $1 "
if [ -r "/proc/$1/task/$1/children" ]; then
  while [ $# != 0 ]; do
    for list in "/proc/$1"/task/*/children; do
      children=; { read -r children <"$list"; } 2>/dev/null
      for child in $children; do
        kill -STOP "$child" 2>/dev/null
        tree="$tree$child "; set -- "$@" "$child"
      done
    done
    shift
  done
  return
fi
grown=1
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
  return `${TREE}\nrm -f '${fence}'\n${killBelow(pid)}; kill -CONT ${pid}`
}

function killBelow(pid: number): string {
  return `tree ${pid}; for child in $tree; do [ "$child" = ${pid} ] || kill -KILL "$child"; done`
}
