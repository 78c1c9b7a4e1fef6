import type { ASTNode } from '@marcbachmann/cel-js'
import type { Name } from '../template/names.ts'

/** The variables that an expression names, in order; the names that its macros bind are left out. */
export function namesInCel(ast: ASTNode): readonly Name[] {
  return namesIn(ast, new Set())
}

type Bound = ReadonlySet<string>

/** Macros whose first argument names what the others see. */
const BINDING = new Set(['all', 'exists', 'exists_one', 'map', 'filter', 'bind'])

function namesIn(node: ASTNode, bound: Bound): readonly Name[] {
  switch (node.op) {
    case 'value':
      return []
    case 'id':
      return bound.has(node.args) ? [] : [nameAt(node, node.args, false)]
    case '.':
    case '.?':
      return namesInAccess(node, node.args, bound)
    case 'call':
      return node.args[0] === 'has'
        ? node.args[1].flatMap(arg => namesInHas(arg, bound))
        : node.args[1].flatMap(arg => namesIn(arg, bound))
    case 'rcall':
      return namesInMethod(node.args, bound)
    case 'list':
      return node.args.flatMap(item => namesIn(item, bound))
    case 'map':
      return node.args.flat().flatMap(part => namesIn(part, bound))
    case '!_':
    case '-_':
      return namesIn(node.args, bound)
    default:
      return node.args.flatMap(part => namesIn(part, bound))
  }
}

/** `vars.x` names x; with `vars.?x` it need not exist. */
function namesInAccess(
  node: ASTNode,
  [object, member]: readonly [ASTNode, string],
  bound: Bound,
): readonly Name[] {
  return object.op === 'id' && object.args === 'vars'
    ? [nameAt(node, member, node.op === '.?')]
    : namesIn(object, bound)
}

/** `has(vars.x)` asks whether x exists; `has(x.y)` needs x. */
function namesInHas(argument: ASTNode, bound: Bound): readonly Name[] {
  return namesIn(argument, bound).map(name => ({
    ...name,
    optional:
      name.optional ||
      (argument.op === '.' && argument.args[0].op === 'id' && argument.args[0].args === 'vars'),
  }))
}

function namesInMethod(
  [method, receiver, args]: readonly [string, ASTNode, readonly ASTNode[]],
  bound: Bound,
): readonly Name[] {
  const [first, ...rest] = args
  const isNamespace = receiver.op === 'id' && NAMESPACES.has(receiver.args)
  const outer = isNamespace ? [] : namesIn(receiver, bound)
  if (!first) return outer
  if (!BINDING.has(method) || first.op !== 'id') {
    return [...outer, ...args.flatMap(arg => namesIn(arg, bound))]
  }
  const within = new Set([...bound, first.args])
  return [...outer, ...rest.flatMap(arg => namesIn(arg, within))]
}

const NAMESPACES = new Set(['cel', 'optional'])

function nameAt({ start, end }: ASTNode, name: string, optional: boolean): Name {
  return { name, start, end, optional }
}
