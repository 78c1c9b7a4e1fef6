import { lines, type Shell, type Show, sh } from '../../engine/module/index.ts'
import type { Attributes } from './attributes.ts'
import { showAttributes, showNewAttributes } from './showFile.ts'

/** What a path is to be. */
export interface NewState {
  /** Shell that describes it. */
  readonly after: Shell
  readonly attributes?: Attributes
  /** What is made where nothing is there. */
  readonly made?: 'file' | 'directory'
}

/** The difference in what a path is and in its attributes. `find` sets f. */
export function showState(
  path: string,
  find: Shell,
  { after, attributes = {}, made = 'file' }: NewState,
): Show {
  return {
    name: path,
    before: lines(find, describe, ...showAttributes(attributes, 'before')),
    after: lines(
      find,
      after,
      ...showAttributes(attributes, 'after'),
      ...showNewAttributes(attributes, made),
    ),
  }
}

const describe: Shell = sh`if [ -h "$f" ]; then printf 'state: link\nsrc: %s\n' "$(readlink -- "$f")"
elif [ -d "$f" ]; then echo 'state: directory'
elif [ -e "$f" ]; then echo 'state: file'
else echo 'state: absent'
fi`
