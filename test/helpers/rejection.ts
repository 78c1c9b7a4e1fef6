import { Fault } from '../../src/base/fault.ts'

/** The error that a promise is rejected with; fails when it is kept. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    return error as Error
  }
  throw new Error(`expected a rejection, got ${JSON.stringify(value)}`)
}

/** The Fault that a promise is rejected with; fails for anything else. */
export async function faultIn(promise: Promise<unknown>): Promise<Fault> {
  const error = await rejection(promise)
  if (error instanceof Fault) return error
  throw error
}
