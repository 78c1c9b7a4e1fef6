import { type Shell, sh } from '../../engine/module/index.ts'

/** How a line is looked for and where it goes. */
export interface LineEdit {
  /** What tells the line to be replaced or removed: `pattern` is an expression or a text; by `line` it is the line itself. */
  readonly by: 'regexp' | 'text' | 'line'
  readonly pattern: string
  readonly state: 'present' | 'absent'
  /** Where a new line goes: at an end, or beside a line that `anchor` matches. */
  readonly place: 'first' | 'last' | 'after' | 'before'
  readonly anchor: string
  readonly firstMatch: boolean
  /** No match means no change. */
  readonly onlyReplace: boolean
}

/** What the program prints: the edited text, a sentence on what it does, or the number of the line that matches. */
type Print = 'text' | 'message' | 'number'

/**
 * Shell that runs the edit over "$src", without changing it. `line` is one shell word.
 * Printing the message it exits 0 when nothing is to be done, 1 otherwise. Expressions and lines reach awk on its standard input, where nobody sees them.
 */
export function edit(wanted: LineEdit, line: Shell, print: Print): Shell {
  const { by, pattern, state, place, anchor, firstMatch, onlyReplace } = wanted
  return sh`printf '%s\n' ${pattern} ${anchor} ${[line]} |
LC_ALL=C awk -v by=${by} -v state=${state} -v place=${place} -v first=${firstMatch ? 1 : 0} \
-v only=${onlyReplace ? 1 : 0} -v out=${print} -v ended="$ended" ${PROGRAM} - "$src"`
}

/** Shell that sets src to the file, or to nothing, and `ended` to whether its last line is complete. */
export const openSource: Shell = sh`src=$f; [ -f "$f" ] || src=/dev/null
ended=1; [ -z "$(tail -c 1 -- "$src" | tr -d '\0\n')" ] || ended=0`

// Text is compared with text: awk would take 1.0 and 1 for the same number.
const PROGRAM = `
NR == 1 { pattern = $0; next }
NR == 2 { anchor = $0; next }
NR == 3 { line = $0; next }
{ text[++n] = $0 }

function bare(s) { sub(/\\r$/, "", s); return s "" }
function isLine(s) { return bare(s) == (line "") }
function matches(s) {
  if (by == "regexp") return s ~ pattern
  if (by == "text") return index(s, pattern) > 0
  return isLine(s)
}

function find(i) {
  for (i = 1; i <= n; i++) {
    if (matches(text[i])) {
      if (!hit || !first) hit = i
      hits++
    } else if ((place == "after" || place == "before") && text[i] ~ anchor) {
      if (!beside || !first) beside = i
    }
    if (isLine(text[i])) exact = 1
  }
}

function insert(at, i) {
  for (i = n; i > at; i--) text[i + 1] = text[i]
  text[at + 1] = line
  if (at == n) ended = 1
  n++
  message = "line added"
}

function put() {
  if (hit) {
    if (isLine(text[hit])) return
    text[hit] = line
    message = "line replaced"
  } else if (only || exact) return
  else if (place == "first") insert(0)
  else if (place == "after" && beside) insert(beside)
  else if (place == "before" && beside) insert(beside - 1)
  else insert(n)
}

function remove(i, kept) {
  if (!hits) return
  for (i = 1; i <= n; i++) if (!matches(text[i])) text[++kept] = text[i]
  if (hit == n) ended = 1
  n = kept + 0
  message = hits " line(s) removed"
}

END {
  find()
  if (out == "number") { if (hit) print hit; exit 0 }
  if (state == "absent") remove()
  else put()
  if (out == "message") { print message; exit (message == "" ? 0 : 1) }
  ORS = ""
  for (i = 1; i <= n; i++) { print text[i]; if (i < n || ended) print "\\n" }
}
`
