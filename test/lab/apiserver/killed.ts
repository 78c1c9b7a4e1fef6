import { readFileSync } from 'node:fs'
import { startApiServer } from '../../../src/lab/apiserver/index.ts'

// A server in a process of its own, which can be killed. Says where it is.
const [, , config = ''] = process.argv
const { url } = await startApiServer(JSON.parse(readFileSync(config, 'utf8')))
process.stdout.write(`${url}\n`)
