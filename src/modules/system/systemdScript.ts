import {
  lines,
  type Parts,
  quoted,
  type Script,
  type Shell,
  sh,
} from '../../engine/module/index.ts'
import { emit, fieldsOfParts } from '../files/fields.ts'
import type { SystemdArgs } from './systemd.ts'
import { statusOf } from './systemdStatus.ts'

/** The script that brings a unit into the state that is wanted. */
export function systemdScript(wanted: SystemdArgs): Script {
  const { name } = wanted
  if (name === undefined) return reloadScript(wanted)
  const unit = name.includes('.') ? name : `${name}.service`
  const show = showUnit(wanted, unit)
  return {
    // A unit that is not there may be made by a task that check mode left out.
    check: lines(show, sh`[ "$LoadState" != not-found ] || exit 1`, ...holds(wanted), sh`exit 0`),
    apply: lines(show, ...settle(wanted, unit), show),
    result: parts => unitResult(name, parts),
    failure: complaint,
  }
}

function reloadScript(wanted: SystemdArgs): Script {
  return {
    check: sh`units=$(${[systemctl(wanted, 'show')]} -p NeedDaemonReload '*') || exit 2
case $units in *=yes*) exit 1 ;; esac`,
    apply: systemctl(wanted, 'daemon-reload'),
  }
}

/** Reads the properties that matter here into variables, and prints all. */
function showUnit(wanted: SystemdArgs, unit: string): Shell {
  return lines(
    sh`status=$(${[systemctl(wanted, 'show')]} -- ${unit}) || exit 2`,
    emit('status', sh`"$status"`),
    sh`LoadState= ActiveState= UnitFileState= NeedDaemonReload=`,
    sh`set -f; IFS='
'
for property in $status; do
case $property in
LoadState=*) LoadState=\${property#*=} ;;
ActiveState=*) ActiveState=\${property#*=} ;;
UnitFileState=*) UnitFileState=\${property#*=} ;;
NeedDaemonReload=*) NeedDaemonReload=\${property#*=} ;;
esac
done
set +f; unset IFS`,
  )
}

// A masked unit's LoadState says so; one masked until the next boot has it in UnitFileState alone.
const IS_MASKED: Shell = sh`case $LoadState$UnitFileState in *masked*) : ;; *) false ;; esac`
const IS_ENABLED: Shell = sh`case $UnitFileState in enabled*) : ;; *) false ;; esac`
// Such units have nothing that could be enabled: other units, or a generator, start them.
const CANNOT_BE_ENABLED: Shell = sh`case $UnitFileState in static|alias|indirect|generated|transient) : ;; *) false ;; esac`
const IS_RUNNING: Shell = sh`case $ActiveState in active|activating|reloading) : ;; *) false ;; esac`

/** Exits 1 at the first thing that is not as wanted. */
function holds({ state, enabled, masked, daemon_reload }: SystemdArgs): Shell[] {
  const tests: Shell[] = []
  if (daemon_reload !== false) tests.push(sh`[ "$NeedDaemonReload" != yes ] || exit 1`)
  if (masked === true) tests.push(sh`{ ${[IS_MASKED]}; } || exit 1`)
  if (masked === false) tests.push(sh`! { ${[IS_MASKED]}; } || exit 1`)
  if (enabled === true)
    tests.push(sh`{ ${[IS_ENABLED]}; } || { ${[CANNOT_BE_ENABLED]}; } || exit 1`)
  if (enabled === false) tests.push(sh`! { ${[IS_ENABLED]}; } || exit 1`)
  if (state === 'started') tests.push(sh`{ ${[IS_RUNNING]}; } || exit 1`)
  if (state === 'stopped') tests.push(sh`! { ${[IS_RUNNING]}; } || exit 1`)
  if (state === 'restarted' || state === 'reloaded') tests.push(sh`exit 1`)
  return tests
}

function settle(wanted: SystemdArgs, unit: string): Shell[] {
  const { name = '', state, enabled, masked, daemon_reload } = wanted
  const on = (verb: string) => sh`${[systemctl(wanted, verb)]} -- ${unit}`
  const steps: Shell[] = []
  if (daemon_reload === true) steps.push(sh`${[systemctl(wanted, 'daemon-reload')]} || exit 2`)
  if (daemon_reload === 'auto') {
    steps.push(
      sh`[ "$NeedDaemonReload" != yes ] || ${[systemctl(wanted, 'daemon-reload')]} || exit 2`,
    )
  }
  if (masked === false) steps.push(sh`! { ${[IS_MASKED]}; } || ${[on('unmask')]} || exit 2`)
  steps.push(showUnit(wanted, unit))
  if (masked !== true) {
    steps.push(sh`if [ "$LoadState" = not-found ]; then
echo ${`there is no unit ${name} on the host`} >&2; exit 2
fi`)
  }
  if (enabled === true)
    steps.push(
      sh`{ ${[IS_ENABLED]}; } || { ${[CANNOT_BE_ENABLED]}; } || ${[on('enable')]} || exit 2`,
    )
  if (enabled === false) steps.push(sh`! { ${[IS_ENABLED]}; } || ${[on('disable')]} || exit 2`)
  if (state !== undefined) steps.push(changeState(state, on, unit))
  if (masked === true) steps.push(sh`{ ${[IS_MASKED]}; } || ${[on('mask')]} || exit 2`)
  return steps
}

function changeState(
  state: NonNullable<SystemdArgs['state']>,
  on: (verb: string) => Shell,
  unit: string,
): Shell {
  const explain = sh`{ r=$?; systemctl --no-pager -n 10 status -- ${unit} >&2; exit "$r"; }`
  switch (state) {
    case 'started':
      return sh`{ ${[IS_RUNNING]}; } || ${[on('start')]} || ${[explain]}`
    case 'stopped':
      return sh`! { ${[IS_RUNNING]}; } || ${[on('stop')]} || ${[explain]}`
    case 'restarted':
      return sh`${[on('restart')]} || ${[explain]}`
    case 'reloaded':
      return sh`if ${[IS_RUNNING]}; then ${[on('reload')]}; else ${[on('start')]}; fi || ${[explain]}`
    default:
      return state satisfies never
  }
}

function systemctl({ scope, no_block }: SystemdArgs, verb: string): Shell {
  const waits = ['start', 'stop', 'restart', 'reload'].includes(verb)
  const options = [
    ...(scope === 'system' ? [] : [`--${scope}`]),
    ...(no_block && waits ? ['--no-block'] : []),
  ]
  return quoted(['systemctl', ...options, verb])
}

function unitResult(name: string, parts: Parts): Record<string, unknown> {
  const status = statusOf(fieldsOfParts(parts))
  return {
    name,
    state: ['active', 'activating', 'reloading'].includes(status['ActiveState'] ?? '')
      ? 'started'
      : 'stopped',
    enabled: (status['UnitFileState'] ?? '').startsWith('enabled'),
    status,
  }
}

/** The first line that systemctl printed says what failed; the last is advice on where to look. */
function complaint({ check, apply }: Parts): string | undefined {
  return (apply ?? check)?.stderr.toString('utf8').trim().split('\n')[0] || undefined
}
