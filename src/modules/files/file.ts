import { z } from 'zod'
import { hostModule, type Script, type TaskContext } from '../../engine/module/index.ts'
import { attributeArgs, attributeReturns } from './attributes.ts'
import { directoryScript } from './directoryScript.ts'
import { hardLinkScript, linkScript } from './linkScript.ts'
import { hostPath } from './path.ts'
import { absentScript, presentScript, touchScript } from './presentScript.ts'

const time = z.enum(['preserve', 'now']).default('now')

const args = z
  .strictObject({
    path: hostPath.meta({
      description:
        'The file, directory or link. Links are followed, except by the states link and absent.',
    }),
    state: z.enum(['file', 'directory', 'absent', 'link', 'hard', 'touch']).optional().meta({
      description:
        'file: must be there, only attributes are set (the default). directory: made with its parents. absent: removed with all that is in it. link, hard: a link to src. touch: made empty, or its times set.',
    }),
    src: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'What a link points at; for a symbolic link it may be relative.' }),
    recurse: z
      .boolean()
      .default(false)
      .meta({ description: 'Also set owner, group and mode of all that is in the directory.' }),
    force: z.boolean().default(false).meta({
      description:
        'Make a link to what is not there, and in place of a file or an empty directory.',
    }),
    access_time: time.meta({ description: 'For touch: preserve leaves the time of access.' }),
    modification_time: time.meta({ description: 'For touch: preserve leaves the time of change.' }),
    ...attributeArgs,
  })
  .refine(({ state, src }) => !isLink(state) || src !== undefined, {
    error: 'state link and state hard need src',
  })
  .refine(({ state, mode }) => state !== 'link' || mode === undefined, {
    error: 'a symbolic link has no mode of its own',
  })
  .refine(({ state, path }) => state !== 'absent' || path !== '/', {
    error: 'the root directory cannot be removed',
  })

/** Arguments of the module, checked. */
export type FileArgs = z.output<typeof args>

/** Sets what a path is, and its owner, group and mode. */
export const file = hostModule({
  name: 'file',
  summary: 'Set what a path is (file, directory, link, nothing) and its owner, group and mode.',
  reach: 'host',
  args,
  examples: [
    'file: { path: /etc/app, state: directory, owner: root, group: app, mode: "0750" }',
    'file: { path: /srv/www, state: directory, recurse: true, mode: "u=rwX,g=rX,o=" }',
    'file: { path: /etc/motd, state: link, src: /run/motd, force: true }',
    'file: { path: /tmp/old, state: absent }',
    'file: { path: /var/lib/app/stamp, state: touch, modification_time: preserve, access_time: preserve }',
  ],
  returns: {
    path: 'the path',
    dest: 'the path, for touch and links',
    state: 'what it is now',
    src: 'what a link points at',
    ...attributeReturns,
  },
  compile: compileFile,
})

function compileFile(wanted: FileArgs, context: TaskContext): Script {
  const { state = wanted.recurse ? 'directory' : wanted.src === undefined ? 'file' : 'link' } =
    wanted
  switch (state) {
    case 'absent':
      return absentScript(wanted)
    case 'directory':
      return directoryScript(wanted)
    case 'link':
      return linkScript(wanted, context)
    case 'hard':
      return hardLinkScript(wanted, context)
    case 'touch':
      return touchScript(wanted)
    case 'file':
      return presentScript(wanted)
    default:
      return state satisfies never
  }
}

function isLink(state: string | undefined): boolean {
  return state === 'link' || state === 'hard'
}
