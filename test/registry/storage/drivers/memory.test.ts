import { memoryDriver } from '../../../../src/registry/storage/drivers/memory.ts'
import { driverContract } from '../../../contracts/driver.ts'

driverContract('memory', async () => ({
  driver: memoryDriver(),
  async [Symbol.asyncDispose]() {
    // It goes with its last reference.
  },
}))
