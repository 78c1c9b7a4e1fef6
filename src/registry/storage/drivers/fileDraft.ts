import { fstatSync } from 'node:fs'
import { constants, copyFile, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { isMissing } from '../../../base/files.ts'
import { type Draft, DraftLost, type DraftOptions, type Inflow, pumped } from '../driver.ts'
import type { Disk } from './disk.ts'
import { temporaryBeside } from './durably.ts'
import { FileWriter } from './fileWriter.ts'
import { publishFile } from './publishFile.ts'
import { removeTree } from './removeTree.ts'

export interface FileDraftOptions extends DraftOptions {
  readonly disk: Disk
  /** Where the object of a path is. */
  readonly fileOf: (path: string) => string
}

const READ_SIZE = 256 * 1024

/** A draft that is a file. The file is made by the first byte, or by `commit`. */
export class FileDraft implements Draft {
  readonly #file: string
  readonly #disk: Disk
  readonly #fileOf: (path: string) => string
  #descriptor: number | undefined
  #size: number

  private constructor(
    file: string,
    { disk, fileOf }: FileDraftOptions,
    descriptor: number | undefined,
  ) {
    this.#file = file
    this.#disk = disk
    this.#fileOf = fileOf
    this.#descriptor = descriptor
    this.#size = descriptor === undefined ? 0 : fstatSync(descriptor).size
  }

  /** Opens the draft at `file`, new or as it was left. */
  static async open(file: string, options: FileDraftOptions): Promise<FileDraft> {
    if (options.apart) await ifThere(() => setApart(options.disk, file))
    return new FileDraft(file, options, await ifThere(() => reopen(options.disk, file)))
  }

  get size(): number {
    return this.#size
  }

  async append(chunks: Inflow): Promise<void> {
    const descriptor = await this.#opened()
    const writer = new FileWriter(this.#disk, descriptor, this.#size)
    try {
      await pumped(chunks, chunk => writer.write(chunk))
    } finally {
      // What came before a break is whole, and stays.
      this.#size = await writer.end()
      // Who goes on with it on another machine must find it there.
      if (this.#disk.isShared) await this.#disk.syncData(descriptor, this.#size)
    }
  }

  async read(): Promise<Readable> {
    const handle = await ifThere(() => open(this.#file, 'r'))
    return handle?.createReadStream({ highWaterMark: READ_SIZE }) ?? Readable.from([])
  }

  async commit(path: string): Promise<void> {
    const descriptor = await this.#opened()
    await this.#disk.syncData(descriptor, this.#size)
    const own = await this.#takeAway(descriptor)
    try {
      await publishFile(this.#disk, { from: own, to: this.#fileOf(path) })
    } catch (error) {
      await this.#disk.rename(own, this.#file)
      throw error
    }
    await this.#close()
  }

  async discard(): Promise<void> {
    if (this.#descriptor === undefined) return
    await this.#close()
    await removeTree(this.#disk, this.#file)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close()
  }

  async #opened(): Promise<number> {
    if (this.#descriptor === undefined) {
      await this.#disk.makeDirectory(dirname(this.#file))
      this.#descriptor = await this.#disk.open(this.#file, 'wx+')
    }
    return this.#descriptor
  }

  /** Moves the file to where nobody else looks for it, and then makes sure that it is the one that was written here. */
  async #takeAway(descriptor: number): Promise<string> {
    const own = temporaryBeside(this.#file)
    try {
      await this.#disk.rename(this.#file, own)
    } catch (error) {
      throw isMissing(error) ? new DraftLost('the draft is gone', { cause: error }) : error
    }
    const [written, taken] = [fstatSync(descriptor), await this.#disk.stat(own)]
    if (taken.ino === written.ino && taken.size === this.#size) return own
    await this.#disk.rename(own, this.#file)
    throw new DraftLost('somebody else goes on with the draft')
  }

  async #close(): Promise<void> {
    const descriptor = this.#descriptor
    this.#descriptor = undefined
    if (descriptor !== undefined) await this.#disk.close(descriptor)
  }
}

/** Never for appending: positions are explicit, so that writes can't land in another order than their bytes came. */
async function reopen(disk: Disk, file: string): Promise<number | undefined> {
  return (await disk.look(file)) && disk.open(file, 'r+')
}

/** Leaves the file to whoever may still have it open, and puts a copy in its place. */
async function setApart(disk: Disk, file: string): Promise<void> {
  const copy = temporaryBeside(file)
  await copyFile(file, copy, constants.COPYFILE_FICLONE)
  await disk.rename(copy, file)
}

async function ifThere<T>(find: () => Promise<T>): Promise<T | undefined> {
  try {
    return await find()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
