import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemd } from '../../../src/modules/system/systemd.ts'
import { type Ended, play, type RunOptions, SHELLS } from '../../helpers/host.ts'
import { shellWith } from '../../helpers/stubs.ts'

const test = suite<{ root: string }>('systemd')
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-'))
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

/** A systemctl that knows one unit, whose properties are files. */
const systemctl = (root: string) => `
set_() { printf '%s\\n' "$2" >'${root}'/"$1"; }
get() { cat '${root}'/"$1"; }
verb= unit= all=
for word; do case $word in
--*|-n|-p|10) ;;
NeedDaemonReload) ;;
*) if [ -z "$verb" ]; then verb=$word; else unit=$word; fi ;;
esac; done
[ "$verb" = show ] || printf '%s\\n' "$*" >>'${root}/log'
[ ! -e '${root}/broken' ] || [ "$verb" = show ] || { echo "Job for $unit failed." >&2; echo 'See "journalctl -xe" for details.' >&2; exit 1; }
case $verb in
show) printf 'Id=%s\\nEnvironment=A=1 LoadState=bad\\nLoadState=%s\\nActiveState=%s\\nUnitFileState=%s\\nNeedDaemonReload=%s\\n' "$unit" "$(get load)" "$(get active)" "$(get file)" "$(get reload)" ;;
daemon-reload) set_ reload no; [ ! -e '${root}/new' ] || set_ load loaded ;;
start|restart|reload) set_ active active ;;
stop) set_ active inactive ;;
enable) set_ file enabled ;;
disable) set_ file disabled ;;
mask) set_ file masked; set_ load masked ;;
unmask) set_ file disabled; set_ load loaded ;;
status) echo 'all sorts of things' ;;
esac`

interface State {
  readonly load?: string
  readonly active?: string
  readonly file?: string
  readonly reload?: string
}

async function onUnit(
  root: string,
  { load = 'loaded', active = 'inactive', file = 'disabled', reload = 'no' }: State,
  args: object,
  options: RunOptions = {},
): Promise<Ended & { log: string[] }> {
  for (const [name, value] of Object.entries({ load, active, file, reload })) {
    writeFileSync(join(root, name), value)
  }
  rmSync(join(root, 'log'), { force: true })
  const shell = shellWith(root, { systemctl: systemctl(root) }, options.shell)
  const done = await play(systemd, args, { ...options, shell })
  const log = existsSync(join(root, 'log')) ? readFileSync(join(root, 'log'), 'utf8') : ''
  return { ...done, log: log.split('\n').slice(0, -1) }
}

type Row = readonly [promise: string, state: State, args: object, log: readonly string[]]

const TABLE: readonly Row[] = [
  ['starts what is stopped', {}, { name: 'web', state: 'started' }, ['start -- web.service']],
  ['leaves alone what runs', { active: 'active' }, { name: 'web', state: 'started' }, []],
  [
    'leaves alone what is starting',
    { active: 'activating' },
    { name: 'web', state: 'started' },
    [],
  ],
  [
    'stops what runs',
    { active: 'active' },
    { name: 'web.socket', state: 'stopped' },
    ['stop -- web.socket'],
  ],
  ['leaves alone what failed', { active: 'failed' }, { name: 'web', state: 'stopped' }, []],
  ['enables', {}, { name: 'web', enabled: true }, ['enable -- web.service']],
  [
    'does not enable what has nothing to enable',
    { file: 'static' },
    { name: 'web', enabled: true },
    [],
  ],
  ['disables', { file: 'enabled' }, { name: 'web', enabled: false }, ['disable -- web.service']],
  [
    'leaves alone what is masked when it is to be disabled',
    { file: 'masked' },
    { name: 'web', enabled: false },
    [],
  ],
  ['masks', {}, { name: 'web', masked: true, state: 'stopped' }, ['mask -- web.service']],
  [
    'unmasks before it starts',
    { file: 'masked', load: 'masked' },
    { name: 'web', masked: false, state: 'started' },
    ['unmask -- web.service', 'start -- web.service'],
  ],
  [
    'enables, then starts',
    {},
    { name: 'web', enabled: true, state: 'started' },
    ['enable -- web.service', 'start -- web.service'],
  ],
  [
    'reads unit files again where systemd says so',
    { reload: 'yes', active: 'active' },
    { name: 'web', state: 'started' },
    ['daemon-reload'],
  ],
  [
    'reads unit files again before it starts',
    { reload: 'yes' },
    { name: 'web', state: 'started' },
    ['daemon-reload', 'start -- web.service'],
  ],
  [
    'never reads unit files again when told so',
    { reload: 'yes', active: 'active' },
    { name: 'web', state: 'started', daemon_reload: false },
    [],
  ],
  [
    'reads unit files again for their own sake',
    { reload: 'yes' },
    { daemon_reload: true },
    ['daemon-reload'],
  ],
  ['has nothing to read again', {}, { daemon_reload: true }, []],
  [
    'speaks to the systemd of the user',
    {},
    { name: 'web', state: 'started', scope: 'user', no_block: true },
    ['--user --no-block start -- web.service'],
  ],
]

for (const shell of SHELLS) {
  for (const [promise, state, args, log] of TABLE) {
    test(`${promise} (${shell.name})`, async ({ root }) => {
      const phase = log.length === 0 ? 'ok' : 'changed'
      const checked = await onUnit(root, state, args, { shell, check: true })
      assert.equal([checked.phase, checked.log], [phase === 'ok' ? 'ok' : 'would', []])
      const done = await onUnit(root, state, args, { shell })
      assert.equal([done.phase, done.log], [phase, log], done.reason)
    })
  }

  test(`restarts each time, and starts what it is to reload (${shell.name})`, async ({ root }) => {
    const options = { shell, recheck: false }
    const restarted = await onUnit(
      root,
      { active: 'active' },
      { name: 'web', state: 'restarted' },
      options,
    )
    assert.equal([restarted.phase, restarted.log], ['changed', ['restart -- web.service']])
    const reloaded = await onUnit(
      root,
      { active: 'active' },
      { name: 'web', state: 'reloaded' },
      options,
    )
    assert.equal(reloaded.log, ['reload -- web.service'])
    const started = await onUnit(root, {}, { name: 'web', state: 'reloaded' }, options)
    assert.equal(started.log, ['start -- web.service'])
  })
}

test('fails for a unit that is not there, but in check mode expects another task to make it', async ({
  root,
}) => {
  const missing = { load: 'not-found', file: '' }
  assert.is(
    (await onUnit(root, missing, { name: 'web', state: 'started' }, { check: true })).phase,
    'would',
  )
  const done = await onUnit(root, missing, { name: 'web', state: 'started' })
  assert.equal(
    [done.phase, done.reason, done.log],
    ['failed', 'there is no unit web on the host', []],
  )
})

test('finds a unit that systemd has yet to read', async ({ root }) => {
  writeFileSync(join(root, 'new'), '')
  const done = await onUnit(
    root,
    { load: 'not-found', reload: 'yes' },
    { name: 'web', state: 'started' },
  )
  assert.equal([done.phase, done.log], ['changed', ['daemon-reload', 'start -- web.service']])
})

test('says what failed, not where to look', async ({ root }) => {
  writeFileSync(join(root, 'broken'), '')
  const done = await onUnit(root, {}, { name: 'web', state: 'started' })
  assert.equal([done.phase, done.reason], ['failed', 'Job for web.service failed.'])
})

test('returns all that systemd says of the unit', async ({ root }) => {
  const { result } = await onUnit(root, { file: 'enabled' }, { name: 'web', state: 'started' })
  assert.equal(result, {
    name: 'web',
    state: 'started',
    enabled: true,
    status: {
      Id: 'web.service',
      Environment: 'A=1 LoadState=bad',
      LoadState: 'loaded',
      ActiveState: 'active',
      UnitFileState: 'enabled',
      NeedDaemonReload: 'no',
    },
  })
})

test('refuses what says nothing', () => {
  assert.throws(() => systemd.args.parse({}), /takes name, or daemon_reload/)
  assert.throws(() => systemd.args.parse({ enabled: true, daemon_reload: true }), /name is needed/)
  assert.throws(() => systemd.args.parse({ name: '-x', state: 'started' }), /name of a unit/)
})

test.run()
