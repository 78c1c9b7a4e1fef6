import { Fault } from '../../base/fault.ts'
import { optionValues, withOption, withoutOption } from './optionWords.ts'
import {
  type Assignment,
  assigned,
  newAssignment,
  type Piece,
  parseSysconfig,
  printSysconfig,
} from './sysconfig.ts'

/** What docker's options should say. An undefined list is left as it is. */
export interface DockerOptions {
  /** Registries to search and to allow, in this order. */
  readonly add?: readonly string[] | undefined
  readonly block?: readonly string[] | undefined
  /** Registries that must not be insecure. */
  readonly secure?: readonly string[] | undefined
}

const ADD = { key: 'ADD_REGISTRY', option: '--add-registry' }
const BLOCK = { key: 'BLOCK_REGISTRY', option: '--block-registry' }
const INSECURE = { key: 'INSECURE_REGISTRY', option: '--insecure-registry' }
const KEYS = ['OPTIONS', ADD.key, BLOCK.key, INSECURE.key]

/** The file with the options as wanted; all else byte for byte as it was. Doing it again changes nothing. */
export function withDockerOptions(
  text: string,
  { add, block, secure = [] }: DockerOptions,
): string {
  let pieces = parseSysconfig(text)
  checkReadable(pieces)
  if (add) pieces = withList(pieces, ADD, add)
  if (block) pieces = withList(pieces, BLOCK, block)
  pieces = mapInForce(pieces, value =>
    withoutOption(value, INSECURE.option, host => secure.includes(host)),
  )
  return printSysconfig(pieces)
}

/** The values that docker is given for each option: the last assignment of a key counts. */
export function dockerOptionsIn(text: string): {
  readonly add: readonly string[]
  readonly block: readonly string[]
  readonly insecure: readonly string[]
} {
  const pieces = parseSysconfig(text)
  const inForce = KEYS.flatMap(key => pieces.findLast(piece => isInForce(piece, key)) ?? [])
  const values = (option: string): readonly string[] =>
    inForce.flatMap(piece => ('value' in piece ? optionValues(piece.value, option) : []))
  return { add: values(ADD.option), block: values(BLOCK.option), insecure: values(INSECURE.option) }
}

interface Home {
  readonly key: string
  readonly option: string
}

/** Gives an option exactly these values: in its own key, and nowhere else. */
function withList(
  pieces: readonly Piece[],
  { key, option }: Home,
  values: readonly string[],
): readonly Piece[] {
  const alone = mapInForce(pieces, (value, at) =>
    at === key ? value : withoutOption(value, option, () => true),
  )
  const home = alone.findLastIndex(piece => isInForce(piece, key))
  const comment = alone.findLastIndex(piece => isAssignment(piece, key))
  const piece = alone[home] ?? (values.length > 0 ? alone[comment] : undefined)
  if (piece?.kind === 'assignment') {
    // What a comment gives as an example is not what anyone wants.
    const base = piece.isComment ? '' : piece.value
    const value = withOption(base, option, values)
    return value === base && !piece.isComment
      ? alone
      : alone.with(alone.indexOf(piece), assigned(piece, value))
  }
  return values.length === 0
    ? alone
    : appended(alone, newAssignment(key, withOption('', option, values)))
}

function mapInForce(
  pieces: readonly Piece[],
  change: (value: string, key: string) => string,
): readonly Piece[] {
  return pieces.map(piece => {
    if (piece.kind === 'text' || piece.isComment || !KEYS.includes(piece.key)) return piece
    const value = change(piece.value, piece.key)
    return value === piece.value ? piece : assigned(piece, value)
  })
}

function isAssignment(piece: Piece, key: string): piece is Assignment {
  return piece.kind === 'assignment' && piece.key === key
}

function isInForce(piece: Piece, key: string): boolean {
  return isAssignment(piece, key) && !piece.isComment
}

function appended(pieces: readonly Piece[], line: Assignment): readonly Piece[] {
  const isClosed = /(^|\n)$/.test(printSysconfig(pieces))
  return isClosed ? [...pieces, line] : [...pieces, { kind: 'text', text: '\n' }, line]
}

/** A line that sets one of docker's keys in a way that only a shell could read must not be guessed at. */
function checkReadable(pieces: readonly Piece[]): void {
  let line = 1
  for (const piece of pieces) {
    const text = printSysconfig([piece])
    const key = KEYS.find(key => new RegExp(`^\\s*(export\\s+)?${key}=`).test(text))
    if (piece.kind === 'text' && key !== undefined)
      throw new Fault(`line ${line} sets ${key} in a way that can't be changed safely`, {
        hint: `write it as ${key}='--option=value …', on one line: systemd reads it, not a shell`,
      })
    line += text.split('\n').length - 1
  }
}
