import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SITE, type Site, site } from '../helpers/site.ts'
import { failuresOf, wharf } from '../helpers/wharf.ts'

const test = suite<Site>('site.yaml on real hosts')
test.before(async context => {
  Object.assign(context, await site())
})

test('provisions a cluster with its registry', async ({ inventory }) => {
  const run = await wharf(SITE, '-i', inventory)

  assert.is(run.code, 0, failuresOf(run))
})

test.run()
