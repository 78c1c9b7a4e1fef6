import { randomBytes } from 'node:crypto'
import { EXIT } from '../../base/fault.ts'
import { limitTo } from '../../base/limit.ts'
import { selectHosts } from '../inventory/index.ts'
import type { Play, Playbook } from '../playbook/index.ts'
import { createScope, render } from '../values/index.ts'
import { Connections } from './connections.ts'
import type { Run } from './course.ts'
import { Fleet, type HostState } from './hosts.ts'
import { mark } from './marks.ts'
import type { RunEnd, RunOptions } from './options.ts'
import { runPlay } from './play.ts'
import { Score } from './score.ts'

/**
 * Runs a playbook and reports what happens. Failures of hosts are in the recap and the exit code.
 * Throws a Fault where the hosts of a play can't be told, before any host is touched; anything else thrown is a bug.
 */
export async function runPlaybook(playbook: Playbook, options: RunOptions): Promise<RunEnd> {
  const began = performance.now()
  const run = beginRun(playbook, options)
  const targets = playbook.plays.map(play => targetsOf(run, play))
  run.report({
    kind: 'runStarted',
    run: run.id,
    playbook: playbook.file,
    check: options.check ?? false,
  })
  const interrupted = await runPlays(run, targets)
  if (!interrupted) warnOfOverdue(run)
  const recap = run.score.recap()
  const milliseconds = performance.now() - began
  run.report({ kind: 'runEnded', recap, interrupted, milliseconds })
  return { recap, exitCode: interrupted ? EXIT.interrupted : run.score.exitCode() }
}

function beginRun(playbook: Playbook, options: RunOptions): Run {
  const id = options.run ?? randomBytes(6).toString('hex')
  const fleet = new Fleet(options.inventory)
  let last = 0
  return {
    options,
    playbook,
    id,
    signal: options.signal,
    fleet,
    score: new Score(),
    connections: new Connections(options, {
      run: id,
      onSession: (seat, { pending }) => {
        const host = fleet.at(seat.host)
        const left = pending.filter(name => !host.marks.has(name))
        mark(host, pending, seat)
        for (const name of left) host.overdue.add(name)
      },
    }),
    limit: limitTo(options.forks ?? 5),
    report: options.report,
    next: () => ++last,
  }
}

/** The hosts that a play names, as extra vars let it. */
function targetsOf({ fleet, options }: Run, play: Play): readonly HostState[] {
  const pattern = String(render(play.hosts, createScope(options.extraVars ?? [])))
  const located = { ...play.hosts, value: pattern }
  return selectHosts(options.inventory, located, options.limit).map(host => fleet.of(host))
}

/** Resolves to true when the run was interrupted. Whatever happens, every connection is closed. */
async function runPlays(run: Run, targets: readonly (readonly HostState[])[]): Promise<boolean> {
  await using _ = run.connections
  try {
    for (const [index, play] of run.playbook.plays.entries()) {
      if (!(await runPlay(run, play, targets[index] ?? []))) return false
    }
    return run.signal.aborted
  } catch (error) {
    if (run.signal.aborted) return true
    throw error
  }
}

/** What an earlier run left due and no play could do stays due: someone has to know. */
function warnOfOverdue({ fleet, report }: Run): void {
  for (const { name, overdue } of fleet.met()) {
    if (overdue.size === 0) continue
    const names = [...overdue].join(', ')
    const message = `still due since an earlier run, and no handler of this playbook: ${names}`
    report({ kind: 'warning', host: name, message })
  }
}
