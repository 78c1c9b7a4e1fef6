import { Readable } from 'node:stream'
import { z } from 'zod'
import {
  controllerModule,
  hostModule,
  type Module,
  type Parts,
  sh,
} from '../../src/engine/module/index.ts'

const text = (description: string) => z.string().meta({ description })

const put = hostModule({
  name: 'put',
  summary: 'Keep a file at its content.',
  args: z.strictObject({ path: text('Where.'), content: text('What.') }),
  examples: ['put: { path: /tmp/a, content: b }'],
  secrets: ['content'],
  reach: 'host',
  compile: ({ path, content }) => ({
    check: sh`[ "$(cat ${path} 2>/dev/null; echo .)" = ${`${content}.`} ]`,
    apply: sh`printf %s ${content} >${path}`,
    show: { name: path, before: sh`cat ${path} 2>/dev/null || true`, after: { text: content } },
    result: () => ({ dest: path }),
  }),
})

const stdoutOf = ({ apply, check }: Parts): Record<string, unknown> => ({
  stdout: (apply ?? check)?.stdout.toString().trimEnd() ?? '',
})

const look = hostModule({
  name: 'look',
  summary: 'Read something of the host.',
  args: z.strictObject({ cmd: text('What to run.') }),
  examples: ['look: date'],
  freeForm: 'cmd',
  reach: 'host',
  compile: ({ cmd }) => ({
    check: sh`sh -c ${cmd}`,
    apply: sh`true`,
    result: stdoutOf,
  }),
})

const run = hostModule({
  name: 'run',
  summary: 'Run a command that others may see.',
  args: z.strictObject({ cmd: text('What to run.') }),
  examples: ['run: date'],
  freeForm: 'cmd',
  reach: 'world',
  compile: ({ cmd }) => ({
    check: sh`exit 1`,
    apply: sh`sh -c ${cmd}`,
    result: parts => ({ ...stdoutOf(parts), rc: parts.rc }),
    skipInCheckMode: 'would have run',
  }),
})

const load = hostModule({
  name: 'load',
  summary: 'Keep a file at bytes too many to travel in a script.',
  args: z.strictObject({ path: text('Where.'), content: text('What.') }),
  examples: ['load: { path: /tmp/a, content: b }'],
  reach: 'host',
  compile: ({ path, content }, { temp }) => {
    const part = temp(path)
    return {
      check: sh`[ "$(cat ${path} 2>/dev/null)" = ${content} ]`,
      apply: sh`mv ${part} ${path}`,
      payload: () => ({ receive: sh`cat >${part}`, open: () => Readable.from([content]) }),
    }
  },
})

const survey = hostModule({
  name: 'survey',
  summary: 'Gather facts.',
  args: z.strictObject({}),
  examples: ['survey: {}'],
  reach: 'host',
  compile: () => ({
    check: sh`echo plum`,
    apply: sh`true`,
    facts: ({ check }) => ({ ansible_colour: check?.stdout.toString().trim() }),
  }),
})

const set = controllerModule({
  name: 'set',
  summary: 'Set variables.',
  args: z.record(z.string(), z.unknown()),
  examples: ['set: { a: 1 }'],
  run: async args => ({ kind: 'ok', result: {}, facts: args }),
})

const say = controllerModule({
  name: 'say',
  summary: 'Print something.',
  args: z.strictObject({ msg: z.unknown().meta({ description: 'What.' }) }),
  examples: ['say: hello'],
  freeForm: 'msg',
  run: async ({ msg }) => ({ kind: 'ok', result: { msg }, shown: true }),
})

const alter = controllerModule({
  name: 'alter',
  summary: 'Change something that no host sees.',
  args: z.strictObject({}),
  examples: ['alter: {}'],
  run: async () => ({ kind: 'changed', result: {} }),
})

const reach = controllerModule({
  name: 'reach',
  summary: 'Write a file on the host from here.',
  args: z.strictObject({ path: text('Where.'), content: text('What.') }),
  examples: ['reach: { path: /tmp/a, content: b }'],
  async run({ path, content }, { remote }) {
    const seen = await remote.exec(sh`cat ${path} 2>/dev/null`)
    const written = await remote.run({
      check: sh`[ "$(cat ${path} 2>/dev/null)" = ${content} ]`,
      apply: sh`printf %s ${content} >${path}`,
    })
    return { kind: written.kind, result: { before: seen.output.stdout.toString() } }
  },
})

const dawdle = controllerModule({
  name: 'dawdle',
  summary: 'Take for ever.',
  args: z.strictObject({}),
  examples: ['dawdle: {}'],
  run: (_args, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    }),
})

/** Modules that are as small as can be, one for each way in which the engine can be asked to work. */
export const ENGINE_MODULES: ReadonlyMap<string, Module> = new Map(
  [put, look, run, load, survey, set, say, alter, reach, dawdle].map(module => [
    module.name,
    module as Module,
  ]),
)
