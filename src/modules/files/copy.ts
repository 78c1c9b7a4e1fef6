import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { hostModule, type Script, type TaskContext } from '../../engine/module/index.ts'
import { attributeReturns } from './attributes.ts'
import { contentOf, contentOfFile } from './content.ts'
import { modeArg } from './mode.ts'
import { placeFile, placementArgs } from './placement.ts'
import { copyOnHost } from './remoteCopy.ts'
import { scanTree } from './treeScan.ts'
import { treeScript } from './treeScript.ts'

const args = z
  .strictObject({
    src: z.string().min(1).optional().meta({
      description:
        "File or directory on the controller, looked for in the role's files/. A directory with a final slash stands for what is in it.",
    }),
    content: z.unknown().optional().meta({
      description: 'What the file holds, in place of src. A list or mapping becomes JSON.',
    }),
    ...placementArgs,
    directory_mode: modeArg
      .optional()
      .meta({ description: 'Permissions of directories that a tree makes; 0755 where not given.' }),
    remote_src: z
      .boolean()
      .default(false)
      .meta({ description: 'src is a file on the host itself.' }),
  })
  .refine(({ src, content }) => (src === undefined) !== (content === undefined), {
    error: 'takes one of src and content',
  })

type Args = z.output<typeof args>

/** Puts a file or a tree on a host. */
export const copy = hostModule({
  name: 'copy',
  summary: 'Put a file, a tree of files or a text on the host.',
  reach: 'host',
  args,
  examples: [
    'copy: { src: motd, dest: /etc/motd, owner: root, group: root, mode: "0644" }',
    'copy: { content: "{{ greeting }}\\n", dest: /etc/motd }',
    'copy: { src: site/, dest: /srv/www/, directory_mode: "0755" }',
    'copy: { src: sudoers, dest: /etc/sudoers, mode: "0440", validate: visudo -cf %s }',
    'copy: { src: /etc/fstab, dest: /root/fstab, remote_src: true, mode: preserve }',
  ],
  returns: {
    dest: 'where the file is',
    src: 'where it came from',
    checksum: 'SHA-256 of the content',
    backup_file: 'where the old file was kept',
    state: 'file or directory',
    ...attributeReturns,
  },
  compile: compileCopy,
})

async function compileCopy(wanted: Args, context: TaskContext): Promise<Script> {
  const { src, content } = wanted
  if (src === undefined) {
    return placeFile(wanted, { content: contentOf(textOf(content)) }, context)
  }
  if (wanted.remote_src) return withSource(copyOnHost(wanted, src, context), src)
  const found = context.find('files', src)
  const { mode } = await stat(found)
  if ((await stat(found)).isDirectory())
    return withSource(await copyTree(wanted, found, context), found)
  const source = { content: await contentOfFile(found), name: basename(found), mode }
  return withSource(placeFile(wanted, source, context), found)
}

async function copyTree(wanted: Args, found: string, context: TaskContext): Promise<Script> {
  const inside = wanted.src?.endsWith('/') ? '' : `/${basename(found)}`
  const dest = wanted.dest.replace(/\/$/, '') + inside || '/'
  return treeScript(await scanTree(found), { ...wanted, dest, staging: context.temp(`${dest}/x`) })
}

function withSource(script: Script, src: string): Script {
  return { ...script, result: parts => ({ src, ...script.result?.(parts) }) }
}

function textOf(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content)
}
