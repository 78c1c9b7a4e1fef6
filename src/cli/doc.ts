import { EXIT, UsageFault } from '../base/fault.ts'
import { didYouMean } from '../base/suggest.ts'
import { docOf } from '../modules/doc.ts'
import { MODULES } from '../modules/index.ts'
import { playbookSchema } from '../modules/playbookSchema.ts'
import { command } from './command.ts'

/** `wharf doc`: what the modules do, from their own declarations. */
export const docCommand = command({
  command: 'doc [module]',
  summary: 'Describe a module, or list them all',
  options: yargs =>
    yargs
      .positional('module', { type: 'string', describe: 'A module; all are listed without one' })
      .option('schema', {
        type: 'boolean',
        describe: 'Print the JSON Schema of playbooks, for editors',
      }),
  async run({ module: name, schema }, terminal) {
    if (schema) terminal.out(`${JSON.stringify(playbookSchema(MODULES), undefined, 2)}\n`)
    else if (name === undefined) terminal.out(MODULES.map(listed).join(''))
    else terminal.out(docOf(found(name)))
    return EXIT.converged
  },
})

function listed(module: (typeof MODULES)[number]): string {
  return `${module.name.padEnd(18)} ${module.summary}\n`
}

function found(name: string): (typeof MODULES)[number] {
  const module = MODULES.find(each => each.name === name)
  if (module) return module
  const known = MODULES.map(each => each.name)
  throw new UsageFault(`no module "${name}"${didYouMean(name, known)}`, {
    hint: '`wharf doc` lists them',
  })
}
