import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { isMissing } from '../../../base/files.ts'
import { type Draft, type Inflow, pumped } from '../driver.ts'
import type { Disk } from './disk.ts'
import { FileWriter } from './fileWriter.ts'
import { removeTree } from './removeTree.ts'

export interface FileDraftOptions {
  /** Moves the finished file to its target. */
  readonly publish: (target: string) => Promise<void>
  readonly disk: Disk
}

/** A draft that is a file. The file is made by the first byte, or by `commit`. */
export class FileDraft implements Draft {
  readonly #file: string
  readonly #publish: (target: string) => Promise<void>
  readonly #disk: Disk
  #handle: FileHandle | undefined
  #size: number

  private constructor(
    file: string,
    { publish, disk }: FileDraftOptions,
    handle: FileHandle | undefined,
    size: number,
  ) {
    this.#file = file
    this.#publish = publish
    this.#disk = disk
    this.#handle = handle
    this.#size = size
  }

  /** Opens the draft at `file`, new or as it was left. */
  static async open(file: string, options: FileDraftOptions): Promise<FileDraft> {
    const handle = await reopen(file)
    const size = handle === undefined ? 0 : (await handle.stat()).size
    return new FileDraft(file, options, handle, size)
  }

  get size(): number {
    return this.#size
  }

  async append(chunks: Inflow): Promise<void> {
    const writer = new FileWriter(await this.#opened(), this.#size, this.#disk.pace)
    try {
      await pumped(chunks, chunk => writer.write(chunk))
    } finally {
      // What came before a break is whole, and stays.
      this.#size = await writer.end()
    }
  }

  async read(): Promise<Readable> {
    const handle = await reopen(this.#file)
    return handle?.createReadStream() ?? Readable.from([])
  }

  async commit(path: string): Promise<void> {
    const handle = await this.#opened()
    await handle.datasync()
    await this.#close()
    await this.#publish(path)
  }

  async discard(): Promise<void> {
    await this.#close()
    await removeTree(this.#disk, this.#file)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close()
  }

  async #opened(): Promise<FileHandle> {
    if (this.#handle === undefined) {
      await this.#disk.makeDirectory(dirname(this.#file))
      this.#handle = await open(this.#file, 'wx+')
    }
    return this.#handle
  }

  async #close(): Promise<void> {
    const handle = this.#handle
    this.#handle = undefined
    await handle?.close()
  }
}

/** Never for appending: positions are explicit, so that writes can't land in another order than their bytes came. */
async function reopen(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r+')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
