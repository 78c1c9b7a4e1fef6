import type { Scope } from '../scope.ts'
import type { Source } from '../source.ts'
import type { LoopName } from './tree.ts'

/** What names mean at one point of a rendering. */
export interface Frame {
  readonly source: Source
  readonly scope: Scope
  /** What `this` is in each block around, innermost first. */
  readonly items: readonly unknown[]
  /** Where each `#each` around is, innermost first. */
  readonly loops: readonly Readonly<Record<LoopName, unknown>>[]
  /** What `as |name|` gave. */
  readonly locals: ReadonlyMap<string, unknown>
}

/** The outermost frame of a text. */
export function frameOf(source: Source, scope: Scope): Frame {
  return { source, scope, items: [], loops: [], locals: new Map() }
}

/** The frame within a block. */
export function enter(
  frame: Frame,
  item: unknown,
  locals: Iterable<readonly [string, unknown]>,
  loop?: Readonly<Record<LoopName, unknown>>,
): Frame {
  return {
    ...frame,
    items: [item, ...frame.items],
    loops: loop ? [loop, ...frame.loops] : frame.loops,
    locals: new Map([...frame.locals, ...locals]),
  }
}
