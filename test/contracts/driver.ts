import { setImmediate as turn } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { childrenOf, contentOf, type Driver } from '../../src/registry/storage/driver.ts'

/** A driver to test, and how to be rid of what it stored. */
export interface DriverUnderTest extends AsyncDisposable {
  readonly driver: Driver
  /** Another driver on the same storage, as after a restart; absent where nothing survives one. */
  reopen?(): Promise<Driver>
}

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

async function* breakingAfter(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
  throw new Error('the line broke')
}

async function textAt(driver: Driver, path: string): Promise<string | undefined> {
  return (await contentOf(driver, path))?.toString()
}

async function nameOfFailure(outcome: Promise<unknown>): Promise<string> {
  try {
    await outcome
    return 'none'
  } catch (error) {
    return (error as Error).name
  }
}

/** The promises of `storage/driver.ts`, which every driver must keep. Runs them as a suite. */
export function driverContract(name: string, make: () => Promise<DriverUnderTest>): void {
  const test = suite<DriverUnderTest>(`${name} keeps the driver contract`)
  test.before.each(async context => {
    Object.assign(context, await make())
  })
  test.after.each(async context => {
    await context[Symbol.asyncDispose]()
  })

  test('touches what is there, and says so', async ({ driver }) => {
    await driver.write('a/b/link', Buffer.from('content'), { durable: false })
    const before = (await driver.stat('a/b/link'))?.modified

    assert.is(await driver.touch('a/b/link'), true)
    assert.is(await driver.touch('a/b/none'), false)
    assert.ok(Number((await driver.stat('a/b/link'))?.modified) >= Number(before))
    assert.is(await textAt(driver, 'a/b/link'), 'content')
  })

  test('reads back what was written', async ({ driver }) => {
    await driver.write('a/b/link', Buffer.from('content'))

    assert.is(await textAt(driver, 'a/b/link'), 'content')
    assert.is((await driver.stat('a/b/link'))?.size, 7)
  })

  test('replaces an object whole', async ({ driver }) => {
    await driver.write('a', Buffer.from('a long content'))
    await driver.write('a', Buffer.from('short'))

    assert.is(await textAt(driver, 'a'), 'short')
  })

  test('keeps its own copy of what it was given', async ({ driver }) => {
    const content = Buffer.from('before')
    await driver.write('a', content)
    content.write('AFTER!')

    assert.is(await textAt(driver, 'a'), 'before')
  })

  test('says undefined, not an error, where nothing is', async ({ driver }) => {
    await driver.write('file', Buffer.from('x'))

    for (const path of ['missing', 'missing/deeper', 'file/below']) {
      assert.is(await driver.stat(path), undefined)
      assert.is(await driver.read(path), undefined)
      assert.equal(await childrenOf(driver, path), [])
      await driver.remove(path)
    }
    assert.is(await textAt(driver, 'file'), 'x')
  })

  test('knows objects from prefixes', async ({ driver }) => {
    await driver.write('a/b/c', Buffer.from('x'))

    assert.is(await driver.stat('a/b'), undefined)
  })

  test('reads a part, first and last byte included', async ({ driver }) => {
    await driver.write('a', Buffer.from('0123456789'))

    for (const [start, end, text] of [
      [0, 0, '0'],
      [3, 5, '345'],
      [9, 9, '9'],
    ] as const) {
      const stream = await driver.read('a', { start, end })
      assert.is(Buffer.concat((await stream?.toArray()) ?? []).toString(), text)
    }
  })

  test('opens a part, and reads it in pieces of any size', async ({ driver }) => {
    if (!driver.open) return
    await driver.write('a', Buffer.from('0123456789'))
    const reading = await driver.open('a', { start: 2, end: 8 })
    assert.is(reading?.length, 7)
    const pieces: string[] = []
    for (const size of [1, 3, 10, 10]) {
      const into = Buffer.alloc(size)
      const length = (await reading?.next(into)) ?? 0
      pieces.push(into.subarray(0, length).toString())
    }
    reading?.close()
    reading?.close()

    assert.equal(pieces, ['2', '345', '678', ''])
  })

  test('goes on reading what is removed or replaced', async ({ driver }) => {
    if (!driver.open) return
    await driver.write('a', Buffer.from('before'))
    const reading = await driver.open('a')
    await driver.write('a', Buffer.from('after!'))
    await driver.remove('a')
    const into = Buffer.alloc(10)
    const length = await reading?.next(into)
    reading?.close()

    assert.is(into.subarray(0, length).toString(), 'before')
    assert.is(await driver.open('a'), undefined)
  })

  test('gives another stamp to an object that was replaced', async ({ driver }) => {
    await driver.write('a', Buffer.from('x'))
    const before = await driver.stat('a')
    if (before?.stamp === undefined) return
    assert.is((await driver.stat('a'))?.stamp, before.stamp)
    await driver.write('a', Buffer.from('y'))

    assert.is.not((await driver.stat('a'))?.stamp, before.stamp)
  })

  test('gives another stamp to a prefix when a child comes or goes', async ({ driver }) => {
    if (!driver.look) return
    await driver.write('a/b/link', Buffer.from('x'))
    const stamps = [(await driver.look('a'))?.stamp]
    await driver.write('a/c/link', Buffer.from('x'))
    stamps.push((await driver.look('a'))?.stamp)
    await driver.remove('a/b')
    stamps.push((await driver.look('a'))?.stamp)

    assert.is(new Set(stamps).size, 3)
    assert.is(await driver.look('none'), undefined)
    assert.is(await driver.look('a/c/link'), undefined)
  })

  test('holds empty objects', async ({ driver }) => {
    await driver.write('empty', new Uint8Array())

    assert.is(await textAt(driver, 'empty'), '')
    assert.is((await driver.stat('empty'))?.size, 0)
  })

  test('lists direct children with their kind', async ({ driver }) => {
    for (const path of ['r/one', 'r/two/x', 'r/two/y/z', 'rest/no']) {
      await driver.write(path, Buffer.from('x'))
    }
    const children = await childrenOf(driver, 'r')

    assert.equal(
      children.sort((a, b) => (a.name < b.name ? -1 : 1)),
      [
        { name: 'one', kind: 'object' },
        { name: 'two', kind: 'prefix' },
      ],
    )
  })

  test('removes an object, or all below a prefix, and nothing beside it', async ({ driver }) => {
    for (const path of ['a/x', 'a/y/z', 'ab', 'b']) await driver.write(path, Buffer.from('x'))
    await driver.remove('a')
    await driver.remove('b')

    assert.is(await driver.stat('a/x'), undefined)
    assert.is(await driver.stat('a/y/z'), undefined)
    assert.is(await driver.stat('b'), undefined)
    assert.is(await textAt(driver, 'ab'), 'x')
  })

  test('tidies up an empty prefix, never an object', async ({ driver }) => {
    await driver.write('a/b/c', Buffer.from('x'))
    await driver.write('a/d/e', Buffer.from('x'))
    await driver.remove('a/d/e')
    for (const prefix of ['a/b/c', 'a/b', 'a/d', 'a', 'none']) await driver.tidy?.(prefix)

    assert.is(await textAt(driver, 'a/b/c'), 'x')
    assert.equal(await childrenOf(driver, 'a'), [{ name: 'b', kind: 'prefix' }])
  })

  test('moves an object to where nothing was', async ({ driver }) => {
    await driver.write('from/here', Buffer.from('x'))
    await driver.move('from/here', 'to/there/it')

    assert.is(await driver.stat('from/here'), undefined)
    assert.is(await textAt(driver, 'to/there/it'), 'x')
  })

  test('hides a draft until it is committed', async ({ driver }) => {
    await using draft = await driver.draft('up/data')
    await draft.append(chunks('one ', 'two'))
    assert.is(await driver.stat('blob/data'), undefined)
    await draft.commit('blob/data')

    assert.is(await textAt(driver, 'blob/data'), 'one two')
    assert.is(await driver.stat('up/data'), undefined)
  })

  test('resumes a draft where it was left', async ({ driver }) => {
    {
      await using draft = await driver.draft('up/data')
      await draft.append(chunks('one '))
    }
    await using again = await driver.draft('up/data')
    assert.is(again.size, 4)
    await again.append(chunks('two'))
    await again.append(chunks(' three'))

    assert.is(again.size, 13)
    assert.is(Buffer.concat(await (await again.read()).toArray()).toString(), 'one two three')
  })

  test('keeps what came before a break', async ({ driver }) => {
    await using draft = await driver.draft('up/data')
    try {
      await draft.append(breakingAfter('so far'))
      assert.unreachable()
    } catch (error) {
      assert.match(String(error), 'the line broke')
    }
    assert.is(draft.size, 6)
    await draft.append(chunks(', so good'))
    await draft.commit('blob')

    assert.is(await textAt(driver, 'blob'), 'so far, so good')
  })

  test('commits a draft that got no byte as an empty object', async ({ driver }) => {
    await using draft = await driver.draft('up/data')
    await draft.commit('blob')

    assert.is(await textAt(driver, 'blob'), '')
  })

  test('commits the same content twice', async ({ driver }) => {
    for (const id of ['first', 'second']) {
      await using draft = await driver.draft(`up/${id}`)
      await draft.append(chunks('same'))
      await draft.commit('blob')
      assert.is(await driver.stat(`up/${id}`), undefined)
    }
    assert.is(await textAt(driver, 'blob'), 'same')
  })

  test('forgets a discarded draft', async ({ driver }) => {
    {
      await using draft = await driver.draft('up/data')
      await draft.append(chunks('x'))
      await draft.discard()
    }
    await using again = await driver.draft('up/data')

    assert.is(again.size, 0)
  })

  test('keeps the order of many chunks of all sizes', async ({ driver }) => {
    const sizes = [1, 65_536, 3, 700_000, 0, 65_535, 1_200_000, 17]
    const sent = sizes.map((size, index) => Buffer.alloc(size, 65 + index))
    await using draft = await driver.draft('up/data')
    await draft.append(
      (async function* () {
        yield* sent
      })(),
    )
    await draft.commit('blob')

    assert.ok((await contentOf(driver, 'blob'))?.equals(Buffer.concat(sent)))
  })

  test('lets one of several make an object, and says which', async ({ driver }) => {
    const made = await Promise.all(
      ['x', 'y', 'z'].map(text => driver.create('a/b', Buffer.from(text))),
    )
    assert.is(made.filter(Boolean).length, 1)
    assert.is(await textAt(driver, 'a/b'), 'xyz'[made.indexOf(true)])

    assert.is(await driver.create('a/b', Buffer.from('again')), false)
    await driver.remove('a/b')
    assert.is(await driver.create('a/b', Buffer.from('again')), true)
  })

  test('counts an object that is committed again as new', async ({ driver }) => {
    const before: number[] = []
    for (const id of ['first', 'second']) {
      await using draft = await driver.draft(`up/${id}`)
      await draft.append(chunks('same'))
      await draft.commit('blob')
      before.push(Number((await driver.stat('blob'))?.modified))
      while (Date.now() <= Number(before.at(-1))) await turn()
    }

    assert.ok(Number(before[1]) > Number(before[0]))
  })

  test('keeps a prefix for one at a time', async ({ driver, reopen }) => {
    if (!driver.claim || !reopen) return
    await driver.write('up/startedat', Buffer.from('x'))
    const other = await reopen()
    const first = await driver.claim('up')
    assert.is(first.kind, 'claimed')
    assert.is((await other.claim?.('up'))?.kind, 'held')
    if (first.kind === 'claimed') await first.claim[Symbol.asyncDispose]()

    assert.is((await other.claim?.('up'))?.kind, 'claimed')
    assert.is((await other.claim?.('none'))?.kind, 'missing')
  })

  test('does not commit what somebody else goes on with, and leaves it to him', async ({
    driver,
    reopen,
  }) => {
    if (!driver.claim || !reopen) return
    const other = await reopen()
    await using sleeper = await driver.draft('up/data')
    await sleeper.append(chunks('one '))
    await using next = await other.draft('up/data', { apart: true })
    await sleeper.append(chunks('TWO'))
    assert.is(await nameOfFailure(sleeper.commit('blob')), 'DraftLost')
    assert.is(await driver.stat('blob'), undefined)
    await next.append(chunks('two'))
    await next.commit('blob')
    await sleeper.append(chunks(' THREE'))

    assert.is(await textAt(driver, 'blob'), 'one two')
    assert.is(await nameOfFailure(sleeper.commit('other')), 'DraftLost')
    assert.is(await driver.stat('other'), undefined)
  })

  test('finds everything again after a restart', async ({ driver, reopen }) => {
    if (!reopen) return
    await driver.write('a/link', Buffer.from('x'))
    {
      await using draft = await driver.draft('up/data')
      await draft.append(chunks('half'))
    }
    const restarted = await reopen()
    await using draft = await restarted.draft('up/data')

    assert.is(await textAt(restarted, 'a/link'), 'x')
    assert.is(draft.size, 4)
  })

  test.run()
}
