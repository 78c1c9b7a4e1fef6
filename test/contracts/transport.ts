import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Fragment, sh, type Transport } from '../../src/engine/module/index.ts'
import { rejection } from '../helpers/rejection.ts'
import { CALM, phases, runAll, withConnection } from '../helpers/session.ts'

/** A transport under test, and a host for it. */
export interface Subject {
  readonly transport: Transport
  readonly variables: Readonly<Record<string, unknown>>
  dispose(): Promise<void>
}

/** What every transport must keep to. */
export function transportContract(name: string, make: () => Promise<Subject>): void {
  const test = suite<Subject>(`transport ${name}`)

  test.before(async context => {
    Object.assign(context, await make())
  })
  test.after(context => context.dispose())

  test('sends thirty fragments in one round trip', async ({ transport, variables }) => {
    await withConnection(transport, variables, async connection => {
      const session = await connection.session()
      const before = connection.roundTrips
      const fragments = Array.from({ length: 30 }, (): Fragment => ({ check: sh`true` }))

      const results = await runAll(session, fragments)

      assert.equal(new Set(phases(results)), new Set(['ok 0']))
      assert.is(results.length, 30)
      assert.is(connection.roundTrips - before, 1)
      assert.is(before, 1)
    })
  })

  test('keeps apart what the parts of a fragment print', async ({ transport, variables }) => {
    await withConnection(transport, variables, async connection => {
      const part = (word: string): ReturnType<typeof sh> =>
        sh`printf %s ${word}; printf %s ${`${word}!`} >&2`
      const fragment = {
        check: sh`${[part('check')]}; false`,
        before: part('before'),
        after: part('after'),
        apply: part('apply'),
      }

      const [result] = await runAll(await connection.session(), [fragment])

      for (const name of ['check', 'before', 'after', 'apply'] as const) {
        assert.is(String(result?.[name]?.stdout), name)
        assert.is(String(result?.[name]?.stderr), `${name}!`)
      }
    })
  })

  test('says what became of each fragment', async ({ transport, variables }) => {
    await withConnection(transport, variables, async connection => {
      const session = await connection.session()
      const results = await runAll(session, [
        { check: sh`true`, apply: sh`false` },
        { check: sh`false`, apply: sh`true` },
        { check: sh`false` },
        { check: sh`false`, apply: sh`exit 5`, ignoreErrors: true },
        { apply: sh`true` },
        { check: sh`false`, apply: sh`true`, wantsPayload: true },
        { check: sh`true` },
      ])

      assert.equal(phases(results), [
        'ok 0',
        'changed 0',
        'would 1',
        'failed 5',
        'changed 0',
        'wants 1',
      ])
    })
  })

  test('stops at the first failure and goes on with the next batch', async ({
    transport,
    variables,
  }) => {
    await withConnection(transport, variables, async connection => {
      const session = await connection.session()

      assert.equal(phases(await runAll(session, [{ check: sh`exit 3` }, { check: sh`true` }])), [
        'failed 3',
      ])
      assert.equal(phases(await runAll(session, [{ check: sh`true` }])), ['ok 0'])
    })
  })

  test('gives bytes back as they were', async ({ transport, variables }) => {
    await withConnection(transport, variables, async connection => {
      const check = sh`printf '\000\377\001no newline'`

      const [result] = await runAll(await connection.session(), [{ check }])

      assert.equal(result?.check?.stdout, Buffer.from('\x00\xff\x01no newline', 'latin1'))
    })
  })

  test('carries bytes to a command', async ({ transport, variables }) => {
    await withConnection(transport, variables, async connection => {
      const session = await connection.session()
      const bytes = randomBytes(3_000_000)

      const { rc, output } = await session.receive(sh`cat; exit 7`, Readable.from([bytes]), CALM)

      assert.is(rc, 7)
      assert.ok(output.stdout.subarray(0, 1024).equals(bytes.subarray(0, 1024)))
      assert.is(output.stdout.length + output.dropped, bytes.length)
    })
  })

  test('ends a command that has had enough of its bytes', async ({ transport, variables }) => {
    await withConnection(transport, variables, async connection => {
      const session = await connection.session()
      const endless = Readable.from(
        (function* () {
          for (;;) yield Buffer.alloc(65536)
        })(),
      )

      const { rc } = await session.receive(sh`head -c 10 >/dev/null; exit 28`, endless, CALM)

      assert.is(rc, 28)
    })
  })

  test('throws what broke the source of the bytes', async ({ transport, variables }) => {
    await withConnection(transport, variables, async connection => {
      const session = await connection.session()
      const broken = Readable.from(
        (function* () {
          yield Buffer.alloc(10)
          throw new Error('the disk is gone')
        })(),
      )

      const error = await rejection(session.receive(sh`cat >/dev/null`, broken, CALM))

      assert.is(error.message, 'the disk is gone')
    })
  })

  test('remembers pending handlers from one connection to the next', async ({
    transport,
    variables,
  }) => {
    const name = "restart it's\n\tdocker % \\ $HOME"
    await withConnection(transport, variables, async connection => {
      const session = await connection.session()
      await runAll(session, [
        { check: sh`false`, apply: sh`true`, notifies: [name, 'other'] },
        { check: sh`false`, apply: sh`false`, notifies: ['taken back'], ignoreErrors: true },
        { check: sh`true`, apply: sh`true`, notifies: ['not due'] },
        { check: sh`true`, settles: ['other'] },
      ])
      await session.settle({ add: ['added', 'and removed'] })
      await session.settle({ remove: ['and removed', 'never there'] })
    })
    await withConnection(transport, variables, async connection => {
      const session = await connection.session()

      assert.equal([...session.pending].sort(), ['added', name].sort())
      await session.settle({ remove: session.pending })
    })
  })

  test('leaves a mark that was there before when an apply fails', async ({
    transport,
    variables,
  }) => {
    await withConnection(transport, variables, async connection => {
      const session = await connection.session()
      await session.settle({ add: ['restart'] })
      await runAll(session, [{ check: sh`false`, apply: sh`false`, notifies: ['restart'] }])
    })
    await withConnection(transport, variables, async connection => {
      const session = await connection.session()

      assert.equal(session.pending, ['restart'])
      await session.settle({ remove: ['restart'] })
    })
  })

  test('connects from the host', async ({ transport, variables }) => {
    const server = createServer(socket => socket.end('hello'))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    await withConnection(transport, variables, async connection => {
      const stream = await connection.connect('127.0.0.1', port)

      assert.is(await text(stream), 'hello')
      stream.destroy()
      await new Promise(resolve => server.close(resolve))
      const error = await rejection(connection.connect('127.0.0.1', port))
      assert.match(error.message, `can't connect to 127.0.0.1:${port}`)
    })
  })

  test('keeps another run out until it is done', async ({ transport, variables }) => {
    await withConnection(
      transport,
      variables,
      async connection => {
        await connection.session()
        await withConnection(
          transport,
          variables,
          async other => {
            const error = await rejection(other.session())

            assert.match(error.message, /^the host is locked by run first since 20/)
          },
          'second',
        )
      },
      'first',
    )
    await withConnection(transport, variables, connection => connection.session(), 'third')
  })

  test('gives the same session to all who ask for the same user', async ({
    transport,
    variables,
  }) => {
    await withConnection(transport, variables, async connection => {
      const [one, two] = await Promise.all([connection.session(), connection.session()])

      assert.is(one, two)
      const results = await Promise.all([
        runAll(one, [{ check: sh`echo one` }]),
        runAll(two, [{ check: sh`echo two` }]),
      ])
      assert.equal(
        results.map(([result]) => String(result?.check?.stdout)),
        ['one\n', 'two\n'],
      )
    })
  })

  test('stops at once when it is interrupted', async ({ transport, variables }) => {
    await withConnection(transport, variables, async connection => {
      const session = await connection.session()
      const stop = new AbortController()
      const seen: string[] = []
      const running = session.run(
        [{ check: sh`true` }, { check: sh`sleep 60` }, { check: sh`true` }],
        (_index, result) => {
          seen.push(result.phase)
          stop.abort()
        },
        stop.signal,
      )

      const error = await rejection(running)

      assert.is(error.name, 'InterruptedFault')
      assert.is(seen[0], 'ok')
      assert.not(seen.includes('changed'))
    })
  })

  test.run()
}
