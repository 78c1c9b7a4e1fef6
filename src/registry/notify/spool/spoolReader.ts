import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Backlog } from '../queue.ts'
import { Inventory } from './inventory.ts'
import { loadPosition, type Place, type Position, savePosition } from './position.ts'
import { ABANDONED, segmentsIn, writerOf } from './segment.ts'
import { type Line, linesFrom } from './segmentLines.ts'

/** How old, in milliseconds, the list of segments may be while there is something to deliver. */
const LISTED = 100
/** How soon to look again where nothing was. */
const LOOKED = 50
/** How often the position is kept. */
const SAVED = 200

/** What one writer left, and how far it is delivered. */
interface Stream {
  /** The first is being read. */
  readonly segments: string[]
  place: Place
  /** Read ahead, from the place on. */
  lines: Line[]
  /** When there was nothing more to read. */
  ended: number
}

/** Reads the events of a spool, those of all writers in the order of their times. There may be only one. */
export class SpoolReader implements Backlog {
  readonly #directory: string
  readonly #inventory: Inventory
  readonly #kept: Position
  readonly #streams = new Map<string, Stream>()
  #given: Stream | undefined
  #listed = 0
  #saved = 0
  #isSaved = true

  private constructor(directory: string, kept: Position) {
    this.#directory = directory
    this.#inventory = new Inventory(directory)
    this.#kept = kept
  }

  static async open(directory: string): Promise<SpoolReader> {
    return new SpoolReader(directory, await loadPosition(directory))
  }

  async next(): Promise<string | undefined> {
    if (Date.now() - this.#listed > LISTED) await this.#list()
    let first: Stream | undefined
    for (const [writer, stream] of this.#streams) {
      if (stream.lines.length === 0 && Date.now() - stream.ended > LOOKED)
        await this.#read(writer, stream)
      if (timeOf(stream) < timeOf(first)) first = stream
    }
    this.#given = first
    if (first === undefined) await this.#save()
    return first?.lines[0]?.event
  }

  async done(): Promise<void> {
    const stream = this.#given
    const line = stream?.lines.shift()
    if (stream === undefined || line === undefined) return
    stream.place = { offset: line.end, lines: stream.place.lines + 1 }
    this.#isSaved = false
    if (Date.now() - this.#saved > SAVED) await this.#save()
  }

  pending(): Promise<number> {
    return this.#inventory.pending()
  }

  async close(): Promise<void> {
    await this.#save()
  }

  async #list(): Promise<void> {
    this.#listed = Date.now()
    for (const segment of await segmentsIn(this.#directory)) {
      const writer = writerOf(segment)
      const stream = this.#streams.get(writer)
      const isNew = stream?.segments.every(known => known < segment)
      if (stream === undefined) {
        const place = this.#kept.get(segment) ?? START
        this.#streams.set(writer, { segments: [segment], place, lines: [], ended: 0 })
      } else if (isNew) stream.segments.push(segment)
    }
  }

  /** Reads a writer's next lines, leaving behind the segments that hold no more. */
  async #read(writer: string, stream: Stream): Promise<void> {
    for (;;) {
      const [segment, following] = stream.segments
      if (segment === undefined) return
      const path = join(this.#directory, segment)
      const { lines, modified } = await linesFrom(path, stream.place.offset)
      stream.lines = lines
      const isOver = following !== undefined || Date.now() - modified > ABANDONED
      if (lines.length === 0) stream.ended = Date.now()
      if (lines.length > 0 || !isOver) return
      await unlink(path).catch(() => undefined)
      stream.segments.shift()
      stream.place = START
      this.#isSaved = false
      if (following === undefined) this.#streams.delete(writer)
    }
  }

  async #save(): Promise<void> {
    if (this.#isSaved) return
    this.#saved = Date.now()
    this.#isSaved = true
    const places = [...this.#streams.values()].flatMap(({ segments: [segment], place }) =>
      segment === undefined ? [] : [[segment, place] as const],
    )
    await savePosition(this.#directory, new Map(places))
  }
}

const START: Place = { offset: 0, lines: 0 }

function timeOf(stream: Stream | undefined): number {
  return stream?.lines[0]?.time ?? Number.POSITIVE_INFINITY
}
