import { lines, type Script, type Shell, sh, type TaskContext } from '../../engine/module/index.ts'
import { splitWords } from '../command/words.ts'
import {
  attributeFields,
  attributesHold,
  isUnset,
  readAttributes,
  setAttributes,
} from '../files/attributes.ts'
import { emit, fieldsOfParts } from '../files/fields.ts'
import { locate, replaceWith } from '../files/replace.ts'
import { showAttributes, showCurrent } from '../files/showFile.ts'
import { expandLine } from './backrefs.ts'
import { toEre } from './ere.ts'
import type { LineArgs } from './lineinfile.ts'
import { edit, type LineEdit, openSource } from './lineProgram.ts'

/** The script that sees to one line of a file. */
export function lineScript(wanted: LineArgs, context: Pick<TaskContext, 'temp'>): Script {
  const { path, create, backup, validate, state } = wanted
  const find = locate({ path, temp: context.temp(path), follow: true })
  const editing = editOf(wanted)
  const line = lineOf(wanted, editing)
  const whenMissing = state === 'absent' ? sh`exit 0` : sh`exit 1`
  const message = sh`msg=$(${[edit(editing, sh`"$line"`, 'message')]})`
  const replacement = {
    attributes: wanted,
    backup,
    parents: create,
    validate: validate === undefined ? undefined : splitWords(validate),
  }
  return {
    check: lines(
      find,
      sh`if [ ! -f "$f" ]; then ${[whenMissing]}; fi`,
      openSource,
      line,
      message,
      sh`r=$?; [ "$r" -le 1 ] || exit "$r"`,
      emit('msg', sh`"$msg"`),
      ...(isUnset(wanted)
        ? []
        : [sh`{ ${[readAttributes]}; } && { ${[attributesHold(wanted)]}; } || r=1`]),
      sh`exit "$r"`,
    ),
    apply: lines(
      find,
      ...(create ? [] : [mustExist(path)]),
      openSource,
      line,
      sh`if ${[message]} && [ -f "$f" ]; then`,
      sh`{ ${[readAttributes]}; } >/dev/null && ${[setAttributes(wanted, sh`"$f"`)]} || exit 2`,
      sh`else`,
      replaceWith(sh`${[edit(editing, sh`"$line"`, 'text')]} >"$t"`, replacement),
      sh`fi`,
      emit('msg', sh`"$msg"`),
      readAttributes,
    ),
    show: {
      name: path,
      before: lines(find, ...showAttributes(wanted, 'before'), showCurrent),
      after: lines(
        find,
        ...showAttributes(wanted, 'after'),
        openSource,
        line,
        edit(editing, sh`"$line"`, 'text'),
      ),
    },
    result: parts => lineResult(path, fieldsOfParts(parts)),
  }
}

function editOf({
  line,
  regexp,
  search_string,
  state,
  insertafter,
  insertbefore,
  firstmatch,
  backrefs,
}: LineArgs): LineEdit {
  const by = regexp !== undefined ? 'regexp' : search_string !== undefined ? 'text' : 'line'
  const beside = insertbefore ?? insertafter ?? 'EOF'
  const isEnd = beside === 'EOF' || beside === 'BOF'
  return {
    by,
    pattern: regexp !== undefined ? toEre(regexp).text : (search_string ?? line ?? ''),
    state,
    place: isEnd
      ? beside === 'BOF'
        ? 'first'
        : 'last'
      : insertbefore === undefined
        ? 'after'
        : 'before',
    anchor: isEnd ? '' : toEre(beside).text,
    firstMatch: firstmatch,
    onlyReplace: backrefs,
  }
}

/** Shell that sets line to the line that must be there. */
function lineOf({ line = '', regexp, backrefs }: LineArgs, editing: LineEdit): Shell {
  if (!backrefs || regexp === undefined) return sh`line=${line}`
  return sh`line=; number=$(${[edit(editing, sh`''`, 'number')]}) || exit 2
[ -z "$number" ] || line=$(${[expandLine(toEre(regexp), line)]}) || exit 2`
}

function mustExist(path: string): Shell {
  return sh`[ -f "$f" ] || { echo ${`${path} does not exist; create: true would make it`} >&2; exit 2; }`
}

function lineResult(path: string, fields: ReturnType<typeof fieldsOfParts>) {
  const msg = fields['msg'] ?? ''
  const [, removed] = /^(\d+) line/.exec(msg) ?? []
  return {
    path,
    msg,
    ...(removed === undefined ? {} : { found: Number(removed) }),
    ...attributeFields(fields),
    ...(fields['backup'] === undefined ? {} : { backup_file: fields['backup'] }),
  }
}
