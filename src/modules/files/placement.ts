import { z } from 'zod'
import type { Script, TaskContext } from '../../engine/module/index.ts'
import { splitWords } from '../command/words.ts'
import { type Attributes, attributeArgs } from './attributes.ts'
import type { Content } from './content.ts'
import { checkedMode, type Mode } from './mode.ts'
import { hostDestination } from './path.ts'
import type { Replacement, Target } from './replace.ts'
import { fileScript } from './writeScript.ts'

/** The arguments that copy and template share. */
export const placementArgs = {
  dest: hostDestination.meta({
    description:
      'Where it goes on the host. In a directory, or with a final slash, it keeps its name.',
  }),
  owner: attributeArgs.owner,
  group: attributeArgs.group,
  mode: z
    .union([z.string(), z.int()])
    .transform((value, context) => (value === 'preserve' ? value : checkedMode(value, context)))
    .optional()
    .meta({
      description:
        'Permissions: octal ("0644"), symbolic ("u=rw,g=r") or "preserve" for those of the source. Kept where not given; 0644 for a new file.',
    }),
  force: z
    .boolean()
    .default(true)
    .meta({ description: 'false: only where nothing is there; a file that is, stays as it is.' }),
  backup: z
    .boolean()
    .default(false)
    .meta({ description: 'Keep the old file beside the new one, under a name with the time.' }),
  validate: z
    .string()
    .refine(command => command.includes('%s'), 'must hold %s, which stands for the new file')
    .optional()
    .meta({ description: 'Command that must accept the new file (%s) before it takes its place.' }),
  follow: z
    .boolean()
    .default(false)
    .meta({ description: 'Replace what a link at dest points at; otherwise the link itself.' }),
}

const schema = z.object(placementArgs)

/** Where and how a file is to be put, as the user said it. */
export type Placement = z.output<typeof schema>

/** What is to be put there, and the name and mode it has where it comes from. */
export interface Source {
  readonly content: Content
  /** Undefined where it has none. */
  readonly name?: string
  readonly mode?: number
}

/** The script that puts one file in its place. */
export function placeFile(
  placement: Placement,
  source: Source,
  context: Pick<TaskContext, 'temp'>,
): Script {
  const mode: Mode | undefined =
    source.mode === undefined ? undefined : { kind: 'exact', bits: source.mode & 0o777 }
  return fileScript({
    target: targetOf(placement, source.name, context),
    content: source.content,
    replacement: replacementOf(placement, mode),
    onlyIfMissing: !placement.force,
  })
}

/** Where the file goes. `name` is taken where the destination is a directory. */
export function targetOf(
  { dest, follow }: Placement,
  name: string | undefined,
  context: Pick<TaskContext, 'temp'>,
): Target {
  const path = dest.endsWith('/') && name !== undefined ? dest + name : dest
  return { path, temp: context.temp(path), follow, nameInside: path === dest ? name : undefined }
}

/** How the file is put there. `preserved` is the mode that "preserve" means. */
export function replacementOf(placement: Placement, preserved: Mode | undefined): Replacement {
  const { dest, backup, validate } = placement
  return {
    attributes: attributesOf(placement, preserved),
    backup,
    validate: validate === undefined ? undefined : splitWords(validate),
    parents: dest.endsWith('/'),
  }
}

function attributesOf({ owner, group, mode }: Placement, preserved: Mode | undefined): Attributes {
  return { owner, group, mode: mode === 'preserve' ? preserved : mode }
}
