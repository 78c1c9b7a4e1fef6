import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseYaml } from '../../src/base/yaml.ts'
import type { Module, Shell } from '../../src/engine/module/index.ts'
import { MODULES } from '../../src/modules/index.ts'
import { SHELLS, taskContext } from '../helpers/host.ts'

const root = mkdtempSync(join(tmpdir(), 'wharfinger-'))
process.once('exit', () => rmSync(root, { recursive: true, force: true }))
writeFileSync(join(root, 'source'), 'text\n')
const context = taskContext({
  find: (_, name) => (name.endsWith('/') ? root : join(root, 'source')),
})

for (const module of MODULES) {
  test(`the examples of ${module.name} are tasks whose scripts every shell can read`, async () => {
    assert.ok(module.examples.length > 0)
    for (const example of module.examples) {
      for (const text of await scriptsOf(module, example)) {
        for (const shell of SHELLS)
          assert.is(complaint(text, shell.command), '', `${example}\n${text}`)
      }
    }
  })
}

test('names are those that users write, each once', () => {
  const names = MODULES.map(module => module.name)
  assert.is(new Set(names).size, names.length)
  for (const name of names) assert.match(name, /^[a-z][a-z0-9_]*$/)
})

async function scriptsOf(module: Module, example: string): Promise<Shell[]> {
  const task = parseYaml(example, 'example').value as Record<string, unknown>
  assert.equal(Object.keys(task), [module.name], example)
  const written = task[module.name]
  const args = typeof written === 'string' ? { [module.freeForm ?? '']: written } : written
  const parsed = module.args.parse(args)
  if (module.kind === 'controller') return []
  const { check, apply, show, payload } = await module.compile(parsed, context)
  const nothing = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), dropped: 0 }
  const receive = payload?.(nothing)?.receive
  return [check, apply, show?.before, show?.after, receive].filter(text => typeof text === 'string')
}

function complaint(text: string, [command, ...args]: readonly [string, ...string[]]): string {
  const { status, stderr } = spawnSync(command, [...args, '-n'], { input: text, encoding: 'utf8' })
  return status === 0 ? stderr : `${stderr} (${status})`
}

test.run()
