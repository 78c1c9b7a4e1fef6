import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dockerOptionsIn, withDockerOptions } from '../../../src/modules/registry/dockerOptions.ts'

const SHIPPED = `# /etc/sysconfig/docker

# Modify these options if you want to change the way the docker daemon runs
OPTIONS='--selinux-enabled --log-driver=journald --insecure-registry=172.30.0.0/16'
if [ -z "\${DOCKER_CERT_PATH}" ]; then
    DOCKER_CERT_PATH=/etc/docker
fi

# pull use the ADD_REGISTRY option to list a set of registries, each prepended
# with --add-registry flag. The first registry added will be the first registry
# searched.
#ADD_REGISTRY='--add-registry registry.access.redhat.com'

# BLOCK_REGISTRY='--block-registry'

# INSECURE_REGISTRY='--insecure-registry'
`

/** Lines that differ, as \`-old\` and \`+new\`. */
function changes(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')]
  return [
    ...old.filter(line => !now.includes(line)).map(line => `-${line}`),
    ...now.filter(line => !old.includes(line)).map(line => `+${line}`),
  ]
}

test('takes commented lines over and changes no other', () => {
  const after = withDockerOptions(SHIPPED, { add: ['a.test', 'b.test:5000'], block: ['all'] })

  assert.equal(changes(SHIPPED, after), [
    "-#ADD_REGISTRY='--add-registry registry.access.redhat.com'",
    "-# BLOCK_REGISTRY='--block-registry'",
    "+ADD_REGISTRY='--add-registry=a.test --add-registry=b.test:5000'",
    "+BLOCK_REGISTRY='--block-registry=all'",
  ])
})

test('appends lines to a file that has none, and closes an open last line', () => {
  assert.is(withDockerOptions('', { block: ['all'] }), "BLOCK_REGISTRY='--block-registry=all'\n")
  assert.is(withDockerOptions('A=1', { add: ['a'] }), "A=1\nADD_REGISTRY='--add-registry=a'\n")
})

test('edits the last of several lines, the one that counts', () => {
  const text = 'ADD_REGISTRY=\'--add-registry=x\'\nADD_REGISTRY="--add-registry=y --keep"\n'

  assert.is(
    withDockerOptions(text, { add: ['z'] }),
    'ADD_REGISTRY=\'--add-registry=x\'\nADD_REGISTRY="--add-registry=z --keep"\n',
  )
})

test('empties a list without leaving a dangling option', () => {
  const text = "ADD_REGISTRY='--add-registry=x'\n"

  assert.is(withDockerOptions(text, { add: [] }), "ADD_REGISTRY=''\n")
  assert.is(withDockerOptions(SHIPPED, { add: [], block: [] }), SHIPPED)
})

test('finds the same options on other lines, where they would add to the whitelist', () => {
  const text = "OPTIONS='--add-registry=sneaky --selinux-enabled'\n"

  assert.is(
    withDockerOptions(text, { add: ['a'] }),
    "OPTIONS='--selinux-enabled'\nADD_REGISTRY='--add-registry=a'\n",
  )
})

test('makes this registry secure and no other, in both forms and places', () => {
  const text = [
    "OPTIONS='--insecure-registry 172.30.1.1:5000 --insecure-registry=172.30.0.0/16 --x'",
    "INSECURE_REGISTRY='--insecure-registry=172.30.1.1:5000'",
    "# INSECURE_REGISTRY='--insecure-registry=172.30.1.1:5000'",
    '',
  ].join('\n')

  assert.is(
    withDockerOptions(text, { secure: ['172.30.1.1:5000'] }),
    [
      "OPTIONS='--insecure-registry=172.30.0.0/16 --x'",
      "INSECURE_REGISTRY=''",
      "# INSECURE_REGISTRY='--insecure-registry=172.30.1.1:5000'",
      '',
    ].join('\n'),
  )
})

test('tells what is in force', () => {
  assert.equal(dockerOptionsIn(SHIPPED), { add: [], block: [], insecure: ['172.30.0.0/16'] })
})

test('refuses a line that can not be changed safely, with its number', () => {
  const text = "A=1\nOPTIONS='--x' '--y'\n"

  assert.throws(() => withDockerOptions(text, { add: ['a'] }), /^line 2 sets OPTIONS/)
})

const option = fc.constantFrom(
  '--add-registry=a',
  '--add-registry b',
  '--block-registry=all',
  '--insecure-registry=r:5000',
  '--insecure-registry r:5000',
  '--insecure-registry=other',
  '--selinux-enabled',
)
const line = fc.oneof(
  fc.constantFrom('', '# comment', 'OTHER=1', "# ADD_REGISTRY='--add-registry'"),
  fc
    .tuple(
      fc.constantFrom('OPTIONS', 'ADD_REGISTRY', 'BLOCK_REGISTRY', 'INSECURE_REGISTRY'),
      fc.constantFrom("'", '"'),
      fc.array(option, { maxLength: 4 }),
    )
    .map(([key, quote, words]) => `${key}=${quote}${words.join(' ')}${quote}`),
)
const file = fc.array(line).map(lines => lines.join('\n'))
const wanted = fc.record({
  add: fc.option(fc.uniqueArray(fc.constantFrom('a', 'b', 'c:5000')), { nil: undefined }),
  block: fc.option(fc.uniqueArray(fc.constantFrom('all', 'public')), { nil: undefined }),
  secure: fc.constantFrom([], ['r:5000']),
})

test('ends with what was asked for, and asking again changes nothing', () => {
  fc.assert(
    fc.property(file, wanted, (before, options) => {
      const after = withDockerOptions(before, options)
      const held = dockerOptionsIn(after)
      if (options.add) assert.equal(held.add, options.add)
      if (options.block) assert.equal(held.block, options.block)
      assert.not(options.secure.some(host => held.insecure.includes(host)))
      assert.is(withDockerOptions(after, options), after)
    }),
  )
})

test.run()
