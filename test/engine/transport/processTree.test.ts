import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { TREE } from '../../../src/engine/transport/processTree.ts'

/** The numbers that `tree` finds below a process. */
function treeOf(pid: number, text: string): string[] {
  const { stdout } = spawnSync('sh', ['-c', `${text}\ntree ${pid}; echo "$tree"`], {
    encoding: 'utf8',
  })
  return stdout.trim().split(' ').sort()
}

test('finds every process below another, with and without the help of the kernel', async () => {
  const script =
    'sleep 30 & (sleep 31 & echo $!; sleep 32 & echo $!; wait) & echo $!; echo $!; wait'
  const shell = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  const pids: string[] = []
  for await (const bytes of shell.stdout) {
    pids.push(...String(bytes).trim().split('\n'))
    if (pids.length === 4) break
  }
  const pid = shell.pid ?? 0

  const slow = treeOf(pid, TREE.replaceAll('/children', '/no-such-file'))
  const fast = treeOf(pid, TREE)

  // The shell, the two behind &, and the two below the second of them.
  assert.is(fast.length, 5)
  assert.equal(slow, fast)
  for (const known of pids) assert.ok(fast.includes(known))
  process.kill(-pid, 'SIGKILL')
  await once(shell, 'exit')
})

test.run()
