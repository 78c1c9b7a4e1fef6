import { z } from 'zod'
import {
  hostModule,
  lines,
  type Script,
  type Shell,
  sh,
  type TaskContext,
} from '../../engine/module/index.ts'
import { splitWords } from '../command/words.ts'
import {
  attributeArgs,
  attributeFields,
  attributeReturns,
  attributesHold,
  isUnset,
  readAttributes,
  setAttributes,
} from '../files/attributes.ts'
import { emit, fieldsOfParts } from '../files/fields.ts'
import { hostPath } from '../files/path.ts'
import { locate, replaceWith } from '../files/replace.ts'
import { showAttributes, showCurrent } from '../files/showFile.ts'
import { expandLine } from './backrefs.ts'
import { toEre } from './ere.ts'
import { edit, type LineEdit, openSource } from './lineProgram.ts'

const oneLine = z
  .string()
  .transform(line => line.replace(/\r?\n$/, ''))
  .refine(line => !line.includes('\n'), 'must be one line')

const args = z
  .strictObject({
    path: hostPath.meta({ description: 'The file to edit. A link is followed.' }),
    line: oneLine.optional().meta({ description: 'The line that must be there, or must not.' }),
    regexp: z.string().min(1).optional().meta({
      description:
        'Which line to replace: the last one that matches. With state absent: all that match.',
    }),
    search_string: oneLine.pipe(z.string().min(1)).optional().meta({
      description: 'As regexp, but a text that the line must hold.',
    }),
    state: z.enum(['present', 'absent']).default('present').meta({
      description: 'Whether the line must be there.',
    }),
    backrefs: z.boolean().default(false).meta({
      description:
        'line may use groups of regexp: \\1, \\g<name>. Where nothing matches, nothing changes.',
    }),
    insertafter: z.string().min(1).optional().meta({
      description:
        'Where a new line goes: EOF (the default), or behind the last line that this expression matches.',
    }),
    insertbefore: z.string().min(1).optional().meta({
      description:
        'Where a new line goes: BOF, or before the last line that this expression matches.',
    }),
    firstmatch: z.boolean().default(false).meta({
      description: 'Take the first line that matches in place of the last.',
    }),
    create: z.boolean().default(false).meta({ description: 'Make the file where it is missing.' }),
    backup: z.boolean().default(false).meta({
      description: 'Keep the old file beside the new one, under a name with the time.',
    }),
    validate: z
      .string()
      .refine(command => command.includes('%s'), 'must hold %s, which stands for the new file')
      .optional()
      .meta({
        description: 'Command that must accept the new file (%s) before it takes its place.',
      }),
    ...attributeArgs,
  })
  .refine(({ state, line }) => state === 'absent' || line !== undefined, {
    error: 'line is needed',
  })
  .refine(
    ({ line, regexp, search_string }) =>
      [line, regexp, search_string].some(each => each !== undefined),
    {
      error: 'takes one of line, regexp and search_string',
    },
  )
  .refine(({ regexp, search_string }) => regexp === undefined || search_string === undefined, {
    error: 'takes one of regexp and search_string',
  })
  .refine(
    ({ insertafter, insertbefore }) => insertafter === undefined || insertbefore === undefined,
    {
      error: 'takes one of insertafter and insertbefore',
    },
  )
  .refine(({ backrefs, regexp }) => !backrefs || regexp !== undefined, {
    error: 'backrefs needs regexp',
  })

type Args = z.output<typeof args>

/** Sees to one line of a file. */
export const lineinfile = hostModule({
  name: 'lineinfile',
  summary: 'See to it that a line is in a file, or is not.',
  reach: 'host',
  args,
  examples: [
    "lineinfile: { path: /etc/ssh/sshd_config, regexp: '^#?PermitRootLogin', line: PermitRootLogin no }",
    "lineinfile: { path: /etc/hosts, line: 10.0.0.5 registry, insertafter: '^127[.]0[.]0[.]1' }",
    "lineinfile: { path: /etc/fstab, regexp: '\\sswap\\s', state: absent }",
    "lineinfile: { path: /etc/app.conf, regexp: '^(threads) *=', line: '\\1 = 4', backrefs: true }",
  ],
  returns: {
    path: 'the file',
    msg: 'line added, line replaced or how many were removed',
    found: 'how many lines were removed',
    backup_file: 'where the old file was kept',
    ...attributeReturns,
  },
  compile: compileLine,
})

function compileLine(wanted: Args, context: TaskContext): Script {
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
}: Args): LineEdit {
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
function lineOf({ line = '', regexp, backrefs }: Args, editing: LineEdit): Shell {
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
