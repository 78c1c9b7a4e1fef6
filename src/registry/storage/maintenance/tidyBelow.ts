import type { Driver } from '../driver.ts'

/** Removes a prefix and those below it, as far as no object is under them. */
export async function tidyBelow(driver: Driver, prefix: string): Promise<void> {
  if (driver.tidy === undefined) return
  for await (const { name, kind } of driver.list(prefix)) {
    if (kind === 'prefix') await tidyBelow(driver, `${prefix}/${name}`)
  }
  await driver.tidy(prefix)
}
