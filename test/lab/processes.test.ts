import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { end, identify, isAlive } from '../../src/lab/processes.ts'

test('ends a process and its children', async () => {
  const parent = spawn('sh', ['-c', 'sleep 1000 & echo $!; wait'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [line] = await once(parent.stdout, 'data')
  const [parentId, childId] = [parent.pid ?? 0, Number(String(line))].map(pid => identify(pid))
  assert.ok(parentId && childId)

  await end([parentId])
  assert.not(isAlive(parentId))
  assert.not(isAlive(childId))
})

test('leaves alone a later process with the same number', async () => {
  const later = spawn('sleep', ['1000'])
  const known = identify(later.pid ?? 0)
  assert.ok(known)
  const earlier = { ...known, started: known.started - 1 }
  assert.not(isAlive(earlier))
  await end([earlier])
  assert.ok(isAlive(known))
  later.kill()
  await once(later, 'exit')
})

test.run()
