import { digestOf } from '../../src/registry/oci/index.ts'
import { type Answer, call, imageOf, OCI_IMAGE } from '../helpers/registry.ts'
import type { Ledger, MovedTag, Pushed } from './ledger.ts'
import type { Random } from './random.ts'

const KILOBYTE = 1024
const MEGABYTE = 1024 * KILOBYTE

export interface PusherOptions {
  readonly url: string
  readonly name: string
  readonly random: Random
  readonly ledger: Ledger
}

/** A client that pushes images one after the other, and moves its tags, until the registry is gone. */
export class Pusher {
  readonly #options: PusherOptions
  readonly #repository: string
  readonly #tags: readonly [MovedTag, MovedTag]

  constructor(options: PusherOptions) {
    this.#options = options
    this.#repository = `crash/${options.name}`
    const repository = this.#repository
    const tag = (name: string): MovedTag => ({ repository, name, at: undefined, moving: undefined })
    this.#tags = [tag('stable'), tag('latest')]
    options.ledger.tags.push(...this.#tags)
  }

  /** Pushes until `isOver`, or the registry no longer answers. Throws what it answers if that is a refusal. */
  async run(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      try {
        await this.#pushImage()
      } catch (error) {
        if (error instanceof Refusal || !isOver()) throw error
      }
    }
  }

  async #pushImage(): Promise<void> {
    const { random, ledger } = this.#options
    const config = await this.#pushBlob(random.bytes(random.between(100, 2000)))
    const layer = await this.#pushBlob(random.bytes(random.ofAnySize(KILOBYTE, 8 * MEGABYTE)))
    const manifest = imageOf({
      config: [config.digest, config.bytes.length],
      layer: [layer.digest, layer.bytes.length],
    })
    const digest = digestOf(Buffer.from(manifest))
    const tag = random.pick(this.#tags)
    tag.moving = digest
    await this.#expect(201, 'PUT', `/v2/${this.#repository}/manifests/${tag.name}`, {
      headers: { 'content-type': OCI_IMAGE },
      body: manifest,
    })
    Object.assign(tag, { at: digest, moving: undefined })
    const blobs = [config.digest, layer.digest]
    ledger.images.push({ repository: this.#repository, digest, blobs })
  }

  async #pushBlob(bytes: Buffer): Promise<Pushed> {
    const { random, ledger } = this.#options
    const digest = digestOf(bytes)
    const repository = this.#repository
    const nothing = { location: undefined, received: 0, state: 'open' } as const
    const pushed: Pushed = { repository, digest, bytes, ...nothing }
    ledger.pushed.push(pushed)
    const uploads = `/v2/${repository}/blobs/uploads/`
    const pieces = random.pick([0, 1, 1, 2, 5])
    if (pieces === 0) {
      pushed.state = 'ending'
      await this.#expect(201, 'POST', `${uploads}?digest=${digest}`, { body: bytes })
    } else {
      pushed.location = locationOf(await this.#expect(202, 'POST', uploads))
      for (let piece = 1; piece < pieces; piece++) await this.#append(pushed, pieces - piece + 1)
      await this.#finish(pushed)
    }
    pushed.state = 'done'
    return pushed
  }

  /** Sends the next of so many pieces. */
  async #append(pushed: Pushed, left: number): Promise<void> {
    const { bytes, received } = pushed
    const end = received + Math.ceil((bytes.length - received) / left)
    const body = bytes.subarray(received, end)
    const answer = await this.#expect(202, 'PATCH', String(pushed.location), { body })
    Object.assign(pushed, { location: locationOf(answer), received: end })
  }

  async #finish(pushed: Pushed): Promise<void> {
    const { bytes, digest, received } = pushed
    let location = String(pushed.location)
    let body = bytes.subarray(received)
    // As docker does: all bytes first, then the digest alone.
    if (this.#options.random.pick([true, false])) {
      await this.#append(pushed, 1)
      location = String(pushed.location)
      body = Buffer.alloc(0)
    }
    pushed.state = 'ending'
    await this.#expect(201, 'PUT', `${location}&digest=${digest}`, { body })
  }

  async #expect(
    status: number,
    method: string,
    path: string,
    options?: Parameters<typeof call>[2],
  ): Promise<Answer> {
    const answer = await call(method, new URL(path, this.#options.url).href, options)
    if (answer.status === status) return answer
    throw new Refusal(`${method} ${path}: ${answer.status} ${answer.text}`)
  }
}

/** The registry lives, and says no. */
class Refusal extends Error {
  override readonly name = 'Refusal'
}

function locationOf({ headers }: Answer): string {
  const { pathname, search } = new URL(String(headers.location))
  return pathname + search
}
