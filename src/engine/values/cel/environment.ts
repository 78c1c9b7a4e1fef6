import { Environment } from '@marcbachmann/cel-js'

/** The one environment of all conditions: CEL, and what makes up for JavaScript's numbers and Python's habits. */
export function celEnvironment(): Environment {
  environment ??= build()
  return environment
}

/** The names of functions and methods that expressions may call. */
export function celFunctions(): { readonly functions: string[]; readonly methods: string[] } {
  const all = celEnvironment().getDefinitions().functions
  const names = (isMethod: boolean) =>
    all.filter(each => (each.receiverType !== null) === isMethod).map(each => each.name)
  return { functions: names(false), methods: names(true) }
}

let environment: Environment | undefined

function build(): Environment {
  const built = new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
  })
  // YAML's 2.0 and 2 are one number in JavaScript, so whether a variable is an int or a double depends on its value.
  for (const [operator, compute] of Object.entries(ARITHMETIC)) {
    built.registerOperator(`int ${operator} double`, (a, b) => compute(Number(a), b))
    built.registerOperator(`double ${operator} int`, (a, b) => compute(a, Number(b)))
  }
  built.registerOperator('string in string', (part: string, whole: string) => whole.includes(part))
  built.registerFunction('compareVersions(string, string): int', (a: string, b: string) =>
    BigInt(compareVersions(a, b)),
  )
  return built
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
}

/** -1, 0 or 1: numbers within versions compare as numbers, everything else as text. */
function compareVersions(a: string, b: string): number {
  const order = new Intl.Collator('en', { numeric: true }).compare(a, b)
  return Math.sign(order)
}
