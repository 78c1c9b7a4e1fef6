import { engineBench } from './engine.ts'
import { registryBench } from './registry.ts'

const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  engine: engineBench,
  registry: registryBench,
}

const name = process.argv[2] ?? ''
const bench = BENCHES[name]
if (bench) await bench()
else {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(BENCHES).join(' | ')}\n`)
  process.exitCode = 5
}
