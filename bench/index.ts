import { engineBench } from './engine.ts'
import { registryBench } from './registry/index.ts'

const BENCHES: Readonly<Record<string, (flags: readonly string[]) => Promise<void>>> = {
  engine: engineBench,
  registry: registryBench,
}

const [name = '', ...flags] = process.argv.slice(2)
const bench = BENCHES[name]
if (bench) await bench(flags)
else {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(BENCHES).join(' | ')}\n`)
  process.exitCode = 5
}
