import { lines, type Script, type Shell, sh, type TaskContext } from '../../engine/module/index.ts'
import { type WantedFile, writeScript } from '../files/writeScript.ts'

/** A script that writes several small files in one go: a connection lost in the middle does not tear them apart. */
export function writeFiles(
  files: readonly WantedFile[],
  context: Pick<TaskContext, 'temp'>,
): Script {
  const scripts = files.map(file => writeScript(file, context))
  const large = files.find((_, index) => scripts[index]?.payload)
  if (large) throw new RangeError(`${large.path} is too long to travel in a script`)
  return {
    check: lines(
      sh`differs=0`,
      ...scripts.map(
        ({ check }) => sh`( ${[check]}
)
case $? in 0) ;; 1) differs=1 ;; *) exit 2 ;; esac`,
      ),
      sh`exit $differs`,
    ),
    apply: lines(...scripts.map(({ apply }) => inTurn(apply))),
  }
}

function inTurn(apply: Shell): Shell {
  return sh`( ${[apply]}
) || exit`
}
