import type { Readable } from 'node:stream'

/** What a driver knows of one object. */
export interface Entry {
  readonly size: number
  readonly modified: Date
  /** Tells whether it is still the same: see `Stamp`. Absent where the store can't promise that. */
  readonly stamp?: Stamp
}

/**
 * Differs before and after a change of an object's bytes, or of the children of a prefix, unless both came within a moment: what
 * was modified in the last `MOMENT` before it was looked at may have changed since without a trace.
 */
export type Stamp = string

/** In milliseconds; some clocks of file systems tick every ten. */
export const MOMENT = 50

/** What a driver knows of one prefix. */
export type Sight = Required<Pick<Entry, 'modified' | 'stamp'>>

/** What lies directly under a prefix: an object, or a further prefix. */
export interface Child {
  readonly name: string
  readonly kind: 'object' | 'prefix'
}

/** Bytes of an object, the last one included. */
export interface Extent {
  readonly start: number
  readonly end: number
}

/**
 * A part of an object, read in pieces into memory of the reader's choice. What is read stays what it was, even when the object
 * is removed or replaced meanwhile.
 */
export interface Reading {
  /** How many bytes there are to read. */
  readonly length: number
  /** Puts the next bytes into `into`, and says how many; 0 at the end. One call at a time. */
  next(into: Uint8Array): number | Promise<number>
  /** Not while a call of `next` is unanswered. */
  close(): void
}

/** Bytes as they come in. */
export interface Inflow extends AsyncIterable<Uint8Array> {
  /**
   * Hands each chunk to `take`, and waits for what it returns before the next one: cheaper than iterating, with the same
   * outcome. Rejects when the bytes break off or `take` fails, but never while `take` is at work.
   */
  pump?(take: (chunk: Uint8Array) => void | Promise<void>): Promise<void>
  /** Ends them with this error, as if the sender had gone away. */
  breakOff?(reason: Error): void
}

export interface WriteOptions {
  /** True for what only the user of this process may read, where the store knows users. */
  readonly secret?: boolean
  /** False for what may be lost in a crash, though never torn. */
  readonly durable?: boolean
}

export interface DraftOptions {
  /** Another process may still be writing to the draft: what it writes from now on is to have no effect. */
  readonly apart?: boolean
}

/** An unfinished object. Invisible to readers until `commit` resolves. */
export interface Draft extends AsyncDisposable {
  /** How many bytes it holds; exact between appends. */
  readonly size: number
  /** Adds to the end. When the chunks break off, what came before the break stays. */
  append(chunks: Inflow): Promise<void>
  /** What was appended up to now. */
  read(): Promise<Readable>
  /**
   * Turns it into the object at `path`. Durable when it resolves: a crash after this loses nothing. An object of the same size
   * that is there already stays, and counts as modified now. Throws `DraftLost` when the draft isn't the one that was opened.
   */
  commit(path: string): Promise<void>
  discard(): Promise<void>
}

/** Somebody else resumed or discarded a draft while it was open here. */
export class DraftLost extends Error {
  override readonly name = 'DraftLost'
}

/** The right to be the only one of all processes that changes what lies below a prefix, as long as all ask for it. */
export interface Claim extends AsyncDisposable {
  /** True where it was taken from somebody who seems to be dead, and may yet wake up. */
  readonly isTakenOver: boolean
  /** False when somebody else took it over. */
  isHeld(): Promise<boolean>
  /** Shows that the holder lives, which is to be done every few seconds. False when somebody else took it over. */
  renew(): Promise<boolean>
  /** Lets whoever wants it take it over at once; until then it is held, and after `renew` as before. */
  offer(): Promise<void>
}

/** What came of asking for a claim. */
export type Claimed =
  | { readonly kind: 'claimed'; readonly claim: Claim }
  /** Another process has it. */
  | { readonly kind: 'held' }
  /** There is nothing under the prefix. */
  | { readonly kind: 'missing' }

/** Something that a crash left behind and that is no object: nobody would ever read or remove it. */
export interface Leftover {
  readonly path: string
  /** `unfinished` was being written; `empty` is a prefix with no object below it. */
  readonly kind: 'unfinished' | 'empty'
}

export interface LeftoverOptions {
  /** What was changed at this time or later isn't left behind yet. */
  readonly before: Date
  /** Removes what it finds. Never removes an object, not even one that comes in between. */
  readonly remove?: boolean
}

/** A flat, slash-separated object store. A missing path is `undefined`, never a throw. */
export interface Driver {
  readonly name: string
  /** For so long, in ms, others' changes may go unseen here; to list a prefix is to look anew. Absent where they are seen at once. */
  readonly lag?: number
  stat(path: string): Promise<Entry | undefined>
  read(path: string, extent?: Extent): Promise<Readable | undefined>
  /** The same in pieces, for sending much with little memory; drivers of stores that stream anyway omit it. */
  open?(path: string, extent?: Extent): Promise<Reading | undefined>
  /** All bytes of a small object at once, where that is cheaper than a stream. They are not the caller's to change. */
  content?(path: string): Promise<Buffer | undefined>
  /** Replaces the object whole, and durably unless told otherwise: a reader sees all of the old or all of the new. */
  write(path: string, content: Uint8Array, options?: WriteOptions): Promise<void>
  /** Makes an object unless there is one, and says whether it did: of several who ask at once one does. A reader may see it empty until then. */
  create(path: string, content: Uint8Array, options?: WriteOptions): Promise<boolean>
  /** Begins the draft at `path`, or resumes the one that is there. Disposing of it keeps it for later. */
  draft(path: string, options?: DraftOptions): Promise<Draft>
  /** Claims a prefix; drivers whose storage one process has for itself omit it. */
  claim?(prefix: string): Promise<Claimed>
  /** The children of a prefix, in no order; none where there is no such prefix. */
  list(prefix: string): AsyncIterable<Child>
  /** Whether the children of a prefix are still the same; drivers that can't tell omit it. */
  look?(prefix: string): Promise<Sight | undefined>
  /** Moves the object at a path and all objects below it, replacing what is there; durably unless told otherwise. */
  move(from: string, to: string, options?: WriteOptions): Promise<void>
  /** Sets an object's time of modification to now. False where there is no object. */
  touch(path: string): Promise<boolean>
  /** Removes the object at a path and all objects below it; nothing where there are none. */
  remove(prefix: string): Promise<void>
  /** Removes a prefix with nothing under it, which some stores keep; never an object. Drivers of others omit it. */
  tidy?(prefix: string): Promise<void>
  /** What lies at and below a prefix beside objects; drivers that never leave anything behind omit it. */
  leftovers?(prefix: string, options: LeftoverOptions): AsyncIterable<Leftover>
  /** Where a client may fetch the object itself; drivers without one omit it. */
  link?(path: string, method: 'GET' | 'HEAD'): Promise<URL>
}

/** All bytes of a small object, or undefined where there is none. They are not the caller's to change. */
export async function contentOf(driver: Driver, path: string): Promise<Buffer | undefined> {
  if (driver.content) return driver.content(path)
  const stream = await driver.read(path)
  return stream === undefined ? undefined : Buffer.concat(await stream.toArray())
}

/** Hands each chunk to `take`, and waits for what that returns before the next one. Throws when the bytes break off. */
export async function pumped(
  inflow: Inflow,
  take: (chunk: Uint8Array) => void | Promise<void>,
): Promise<void> {
  if (inflow.pump) return inflow.pump(take)
  for await (const chunk of inflow) await take(chunk)
}

/** The children of a prefix, all at once. */
export async function childrenOf(driver: Driver, prefix: string): Promise<Child[]> {
  const children: Child[] = []
  for await (const child of driver.list(prefix)) children.push(child)
  return children
}
