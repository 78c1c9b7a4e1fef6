import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { HostModule } from '../../../src/engine/module/index.ts'
import { group } from '../../../src/modules/system/group.ts'
import { user } from '../../../src/modules/system/user.ts'
import { type Ended, play, type RunOptions, SHELLS, taskContext } from '../../helpers/host.ts'
import { shellWith } from '../../helpers/stubs.ts'

const test = suite<{ root: string }>('accounts')
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-'))
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

/** The host's accounts: what its databases say, and what they will once a command has changed them. */
interface Accounts {
  readonly now?: string
  readonly after?: string
  /** Names of all groups of the user, the primary one first; now and then. */
  readonly groups?: readonly [now: string, then?: string]
  /** A group of the user's own name. */
  readonly ownGroup?: string
}

const COMMANDS = ['useradd', 'usermod', 'userdel', 'groupadd', 'groupmod', 'groupdel']

function stubs(root: string): Record<string, string> {
  const act = `printf '%s' "\${0##*/}" >>'${root}/log'; printf ' <%s>' "$@" >>'${root}/log'; echo >>'${root}/log'
cp '${root}/after' '${root}/now'; cp '${root}/groups-then' '${root}/groups-now'`
  return {
    getent: `[ "$1" != group ] || [ ! -s '${root}/own' ] || { cat '${root}/own'; exit 0; }
[ -s '${root}/now' ] && cat '${root}/now' || exit 2`,
    id: `case $1 in -gn) cut -d' ' -f1 '${root}/groups-now' ;; *) cat '${root}/groups-now' ;; esac`,
    chpasswd: `printf 'chpasswd %s ' "$*" >>'${root}/log'; cat >>'${root}/log'`,
    ...Object.fromEntries(COMMANDS.map(name => [name, act])),
  }
}

async function onHost(
  root: string,
  module: HostModule,
  { now = '', after = now, groups = [''], ownGroup = '' }: Accounts,
  args: object,
  options: RunOptions = {},
): Promise<Ended & { log: string }> {
  const [groupsNow, groupsThen = groupsNow] = groups
  const files = { now, after, 'groups-now': groupsNow, 'groups-then': groupsThen, own: ownGroup }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text)
  rmSync(join(root, 'log'), { force: true })
  const shell = shellWith(root, stubs(root), options.shell)
  const done = await play(module, args, { ...options, shell })
  return {
    ...done,
    log: existsSync(join(root, 'log')) ? readFileSync(join(root, 'log'), 'utf8') : '',
  }
}

const ALICE = 'alice:x:1001:1001:Alice A:/home/alice:/bin/bash'

type Row = readonly [
  promise: string,
  module: HostModule,
  state: Accounts,
  args: object,
  log: string,
]

const TABLE: readonly Row[] = [
  [
    'makes a group',
    group,
    { after: 'web:x:70:' },
    { name: 'web', gid: 70, system: true },
    'groupadd <-g> <70> <-r> <web>\n',
  ],
  ['leaves a group alone', group, { now: 'web:x:70:' }, { name: 'web' }, ''],
  [
    'gives a group another number',
    group,
    { now: 'web:x:70:', after: 'web:x:71:' },
    { name: 'web', gid: 71 },
    'groupmod <-g> <71> <web>\n',
  ],
  [
    'removes a group',
    group,
    { now: 'web:x:70:', after: '' },
    { name: 'web', state: 'absent' },
    'groupdel <web>\n',
  ],
  ['has no group to remove', group, {}, { name: 'web', state: 'absent' }, ''],
  [
    'makes a user',
    user,
    { after: ALICE, groups: ['alice'] },
    { name: 'alice' },
    'useradd <-m> <alice>\n',
  ],
  [
    'makes a user as asked for',
    user,
    { after: ALICE, groups: ['staff wheel'] },
    {
      name: 'alice',
      uid: 1001,
      group: 'staff',
      groups: 'wheel',
      comment: 'Alice A',
      home: '/home/alice',
      shell: '/bin/bash',
      system: true,
    },
    'useradd <-u> <1001> <-g> <staff> <-G> <wheel> <-c> <Alice A> <-d> </home/alice> <-s> </bin/bash> <-M> <-r> <alice>\n',
  ],
  [
    'puts a new user into the group of that name',
    user,
    { after: ALICE, groups: ['alice'], ownGroup: 'alice:x:5:' },
    { name: 'alice' },
    'useradd <-g> <alice> <-m> <alice>\n',
  ],
  [
    'leaves a user alone',
    user,
    { now: ALICE, groups: ['alice wheel'] },
    { name: 'alice', uid: 1001, shell: '/bin/bash', comment: 'Alice A' },
    '',
  ],
  [
    'changes a shell',
    user,
    { now: ALICE, after: ALICE.replace('/bin/bash', '/bin/sh'), groups: ['alice'] },
    { name: 'alice', shell: '/bin/sh' },
    'usermod <-s> </bin/sh> <alice>\n',
  ],
  [
    'takes a user out of groups',
    user,
    { now: ALICE, groups: ['alice wheel dev', 'alice wheel'] },
    { name: 'alice', groups: ['wheel'] },
    'usermod <-G> <wheel> <alice>\n',
  ],
  [
    'takes a user out of all groups',
    user,
    { now: ALICE, groups: ['alice wheel', 'alice'] },
    { name: 'alice', groups: [] },
    'usermod <-G> <> <alice>\n',
  ],
  [
    'adds a user to groups',
    user,
    { now: ALICE, groups: ['alice dev', 'alice dev wheel'] },
    { name: 'alice', groups: ['wheel'], append: true },
    'usermod <-G> <wheel> <-a> <alice>\n',
  ],
  [
    'leaves other groups alone',
    user,
    { now: ALICE, groups: ['alice dev wheel'] },
    { name: 'alice', groups: ['wheel'], append: true },
    '',
  ],
  [
    'moves a home directory',
    user,
    { now: ALICE, after: ALICE.replace('/home/alice', '/srv/a'), groups: ['alice'] },
    { name: 'alice', home: '/srv/a', move_home: true },
    'usermod <-d> </srv/a> <-m> <alice>\n',
  ],
  [
    'changes the primary group',
    user,
    { now: ALICE, groups: ['alice', 'staff'] },
    { name: 'alice', group: 'staff' },
    'usermod <-g> <staff> <alice>\n',
  ],
  [
    'removes a user',
    user,
    { now: ALICE, after: '', groups: ['alice'] },
    { name: 'alice', state: 'absent', remove: true },
    'userdel <-r> <alice>\n',
  ],
  ['has no user to remove', user, {}, { name: 'alice', state: 'absent' }, ''],
]

for (const shell of SHELLS) {
  for (const [promise, module, state, args, log] of TABLE) {
    test(`${promise} (${shell.name})`, async ({ root }) => {
      const checked = await onHost(root, module, state, args, { shell, check: true })
      assert.equal([checked.phase, checked.log], [log === '' ? 'ok' : 'would', ''])
      const done = await onHost(root, module, state, args, { shell })
      assert.equal([done.phase, done.log], [log === '' ? 'ok' : 'changed', log], done.reason)
    })
  }
}

test('returns what the databases say', async ({ root }) => {
  const made = await onHost(
    root,
    user,
    { after: ALICE, groups: ['staff wheel'] },
    { name: 'alice' },
  )
  assert.equal(made.result, {
    name: 'alice',
    state: 'present',
    uid: 1001,
    group: 1001,
    comment: 'Alice A',
    home: '/home/alice',
    shell: '/bin/bash',
    groups: ['staff', 'wheel'],
    system: false,
    append: false,
  })
  const { result } = await onHost(root, group, { now: 'web:x:70:' }, { name: 'web' })
  assert.equal(result, { name: 'web', state: 'present', system: false, gid: 70 })
})

test('hands a password over where no list of processes shows it', async ({ root }) => {
  const args = { name: 'alice', password: "$6$it's$x/y.", update_password: 'on_create' }
  const done = await onHost(root, user, { after: ALICE, groups: ['alice'] }, args)

  assert.is(done.phase, 'changed', done.reason)
  assert.is(done.log, "useradd <-m> <alice>\nchpasswd -e alice:$6$it's$x/y.\n")
  assert.is((await onHost(root, user, { now: ALICE, groups: ['alice'] }, args)).phase, 'ok')
})

test('makes accounts with the tools of small systems', async () => {
  const script = await user.compile(
    user.args.parse({
      name: 'web',
      uid: 70,
      group: 'www',
      groups: ['dev'],
      system: true,
      shell: '/bin/false',
    }),
    taskContext(),
  )
  assert.match(
    script.apply,
    "'adduser' '-D' '-u' '70' '-G' 'www' '-s' '/bin/false' '-H' '-S' 'web'",
  )
  assert.match(script.apply, "addgroup 'web' 'dev'")
})

test('refuses names that would become something else', () => {
  for (const name of ['-r', 'a:b', 'a b', '', 'a\nb']) {
    assert.throws(() => user.args.parse({ name }), /name of a user/)
    assert.throws(() => group.args.parse({ name }), /name of a group/)
  }
  assert.throws(() => user.args.parse({ name: 'a', comment: 'a:b' }), /colon/)
  assert.throws(() => user.args.parse({ name: 'a', append: true }), /append needs groups/)
})

test.run()
