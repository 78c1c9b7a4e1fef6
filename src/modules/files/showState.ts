import { lines, type Shell, type Show, sh } from '../../engine/module/index.ts'
import type { Attributes } from './attributes.ts'
import { showAttributes } from './showFile.ts'

/** The difference in what a path is and in its attributes. `find` sets f; `after` describes the state to be. */
export function showState(
  path: string,
  find: Shell,
  { after, attributes = {} }: { readonly after: Shell; readonly attributes?: Attributes },
): Show {
  return {
    name: path,
    before: lines(find, describe, ...showAttributes(attributes, 'before')),
    after: lines(find, after, ...showAttributes(attributes, 'after')),
  }
}

const describe: Shell = sh`if [ -h "$f" ]; then printf 'state: link\nsrc: %s\n' "$(readlink -- "$f")"
elif [ -d "$f" ]; then echo 'state: directory'
elif [ -e "$f" ]; then echo 'state: file'
else echo 'state: absent'
fi`
