import { Readable } from 'node:stream'
import { Fault } from '../../base/fault.ts'
import type { Content } from './content.ts'

/** One member of an archive. Names are short, so that every tar reads them. */
export interface Member {
  readonly name: string
  readonly content: Content
}

const BLOCK = 512

/** A tar archive of regular files, made while it is read. */
export function tarOf(members: readonly Member[]): Readable {
  return Readable.from(blocksOf(members))
}

async function* blocksOf(members: readonly Member[]): AsyncGenerator<Buffer> {
  for (const { name, content } of members) {
    yield header(name, content.size)
    let size = 0
    for await (const chunk of content.open()) {
      size += chunk.length
      yield chunk
    }
    if (size !== content.size) throw new Fault('a file changed while it was being sent')
    yield Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)
  }
  yield Buffer.alloc(2 * BLOCK)
}

function header(name: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK)
  block.write(name, 0)
  block.write('0000600\0', 100)
  block.write('0000000\0', 108)
  block.write('0000000\0', 116)
  block.write(sizeField(size), 124, 'latin1')
  block.write('00000000000\0', 136)
  block.write('        ', 148)
  block.write('0', 156)
  block.write('ustar\x0000', 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

/** Eleven octal digits; beyond 8 GiB the binary form that GNU tar and busybox read. */
function sizeField(size: number): string {
  const digits = size.toString(8)
  if (digits.length <= 11) return `${digits.padStart(11, '0')}\0`
  const binary = Buffer.alloc(12)
  binary.writeBigUInt64BE(BigInt(size), 4)
  binary[0] = 0x80
  return binary.toString('latin1')
}
