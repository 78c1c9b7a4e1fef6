import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { hostModule } from '../../engine/module/index.ts'
import { attributeReturns } from './attributes.ts'
import { contentOf } from './content.ts'
import { placeFile, placementArgs } from './placement.ts'

/** Puts a rendered template on a host. */
export const template = hostModule({
  name: 'template',
  summary: 'Put a rendered Handlebars template on the host.',
  reach: 'host',
  args: z.strictObject({
    src: z.string().min(1).meta({
      description: "Template on the controller, looked for in the role's templates/.",
    }),
    ...placementArgs,
  }),
  examples: [
    'template: { src: motd.hbs, dest: /etc/motd, mode: "0644" }',
    'template: { src: nginx.conf.hbs, dest: /etc/nginx/nginx.conf, validate: nginx -t -c %s }',
  ],
  template: 'src',
  returns: {
    dest: 'where the file is',
    src: 'the template',
    checksum: 'SHA-256 of the content',
    backup_file: 'where the old file was kept',
    ...attributeReturns,
  },
  async compile(args, context) {
    const src = context.find('templates', args.src)
    const text = context.render(await readFile(src, 'utf8'), src)
    const { mode } = await stat(src)
    const source = { content: contentOf(text), name: basename(src), mode }
    const script = placeFile(args, source, context)
    return { ...script, result: parts => ({ src, ...script.result?.(parts) }) }
  },
})
