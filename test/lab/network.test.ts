import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { reserveAgain, reserveNetwork } from '../../src/lab/network.ts'

test('no network is given to two at once', async () => {
  await using first = await reserveNetwork()
  await using second = await reserveNetwork()
  assert.is.not(first.network, second.network)
})

test('a network can be taken again once it is left, and not before', async () => {
  const first = await reserveNetwork()
  const refusal = await reserveAgain(first.network).then(
    () => '',
    error => String(error.message),
  )
  assert.match(refusal, `127.77.${first.network}.0/24`)

  await first[Symbol.asyncDispose]()
  await using again = await reserveAgain(first.network)
  assert.is(again.network, first.network)
})

test.run()
