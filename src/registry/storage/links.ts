import { type Digest, parseDigest } from '../oci/index.ts'
import { contentOf, type Driver } from './driver.ts'

/** What a link points at. An empty or torn one, as power loss may leave, counts as not there. */
export async function readLink(driver: Driver, path: string): Promise<Digest | undefined> {
  const content = await contentOf(driver, path)
  return content === undefined ? undefined : parseDigest(content.toString().trim())
}

/** Points a link at a digest. What it points at must be durable already. */
export async function writeLink(driver: Driver, path: string, digest: Digest): Promise<void> {
  await driver.write(path, Buffer.from(digest))
}
