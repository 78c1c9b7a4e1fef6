import type { Draft, Driver, Inflow } from '../../src/registry/storage/driver.ts'

/** What goes wrong in a storage; nothing while there is no code. */
export interface Trouble {
  code: string | undefined
  /** Which steps fail. */
  at: readonly Step[]
}

export type Step = 'write' | 'append' | 'commit' | 'read' | 'stat' | 'remove'

/** The same driver, failing as a disk in trouble does. An append fails with the second chunk, or at the end. */
export function troubledDriver(driver: Driver, trouble: Trouble): Driver {
  const check = (step: Step): void => {
    if (trouble.code === undefined || !trouble.at.includes(step)) return
    const error = new Error(`${trouble.code}: trouble in ${step}`)
    throw Object.assign(error, { code: trouble.code })
  }
  const checked =
    <Given extends unknown[], Got>(step: Step, work: (...given: Given) => Promise<Got>) =>
    async (...given: Given): Promise<Got> => {
      check(step)
      return work(...given)
    }
  const { content, claim } = driver
  return {
    ...driver,
    stat: checked('stat', driver.stat),
    read: checked('read', driver.read),
    ...(content && { content: checked('read', content) }),
    write: checked('write', driver.write),
    create: checked('write', driver.create),
    ...(claim && { claim: checked('write', claim) }),
    remove: checked('remove', driver.remove),
    draft: async (path, options) => troubledDraft(await driver.draft(path, options), check),
  }
}

function troubledDraft(draft: Draft, check: (step: Step) => void): Draft {
  return {
    get size() {
      return draft.size
    },
    append: chunks => draft.append(breaking(chunks, () => check('append'))),
    async read() {
      check('read')
      return draft.read()
    },
    async commit(path) {
      check('commit')
      await draft.commit(path)
    },
    async discard() {
      check('remove')
      await draft.discard()
    },
    [Symbol.asyncDispose]: () => draft[Symbol.asyncDispose](),
  }
}

async function* breaking(chunks: Inflow, check: () => void): AsyncGenerator<Uint8Array> {
  let count = 0
  for await (const chunk of chunks) {
    if (count++ > 0) check()
    yield chunk
  }
  check()
}
