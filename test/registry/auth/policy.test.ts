import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '../../../src/base/fault.ts'
import type { Verb } from '../../../src/registry/auth/index.ts'
import { parsePolicy } from '../../../src/registry/auth/policy.ts'

const test = suite('policy')

function can(text: string, name: string | undefined, verb: Verb, project: string): boolean {
  return parsePolicy(text, 'policy.yml').allows({ name }, verb, project)
}

function faultOf(text: string): Fault {
  try {
    parsePolicy(text, 'policy.yml')
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
  throw new Error('no fault')
}

test('gives a role in its project to its users, and nothing else', () => {
  const text = '- { role: system:image-puller, project: demo, users: [ann] }'

  assert.ok(can(text, 'ann', 'pull', 'demo'))
  assert.not(can(text, 'ann', 'push', 'demo'))
  assert.not(can(text, 'ann', 'pull', 'other'))
  assert.not(can(text, 'bob', 'pull', 'demo'))
  assert.not(can(text, undefined, 'pull', 'demo'))
})

test('knows what each role may do', () => {
  for (const [role, verbs] of [
    ['registry-viewer', ['pull']],
    ['registry-editor', ['pull', 'push', 'create']],
    ['registry-admin', ['pull', 'push', 'create', 'delete']],
    ['system:registry', ['pull']],
    ['system:image-puller', ['pull']],
    ['system:image-pusher', ['pull', 'push']],
    ['system:image-builder', ['pull', 'push', 'create']],
    ['system:image-pruner', ['delete']],
  ] as const) {
    const text = `- { role: '${role}', project: demo, users: [ann] }`
    const held = (['pull', 'push', 'create', 'delete'] as const).filter(verb =>
      can(text, 'ann', verb, 'demo'),
    )
    assert.equal(held, verbs, role)
  }
})

test('takes * for every project', () => {
  assert.ok(can('- { role: admin, project: "*", users: [ann] }', 'ann', 'push', 'any'))
})

test('knows everyone, and everyone who has signed in', () => {
  const everyone = '- { role: registry-viewer, project: demo, users: [system:anonymous] }'
  const signedIn = '- { role: registry-viewer, project: demo, users: [system:authenticated] }'

  assert.ok(can(everyone, undefined, 'pull', 'demo'))
  assert.ok(can(everyone, 'ann', 'pull', 'demo'))
  assert.not(can(signedIn, undefined, 'pull', 'demo'))
  assert.ok(can(signedIn, 'ann', 'pull', 'demo'))
})

test('gives a role to groups', () => {
  const policy = parsePolicy('- { role: edit, project: demo, groups: [devs] }', 'policy.yml')

  assert.ok(policy.allows({ name: 'ann', groups: ['ops', 'devs'] }, 'push', 'demo'))
  assert.not(policy.allows({ name: 'ann', groups: ['ops'] }, 'push', 'demo'))
  assert.not(policy.allows({ name: 'devs' }, 'push', 'demo'))
})

test('gives nothing when it is empty', () => {
  assert.not(can('', 'ann', 'pull', 'demo'))
  assert.not(can('[]', 'ann', 'pull', 'demo'))
})

test('says where a role is unknown, and which may be meant', () => {
  const fault = faultOf('- role: system:image-puler\n  project: demo\n  users: [ann]\n')

  assert.match(
    fault.message,
    'unknown role "system:image-puler" (did you mean "system:image-puller"?)',
  )
  assert.is(fault.place?.line, 1)
  assert.is(fault.place?.column, 9)
})

test('refuses what could only be a mistake', () => {
  assert.match(faultOf('- { role: admin, project: "a/b", users: [] }').message, 'not a project')
  assert.match(
    faultOf('- { role: admin, project: a, users: [system:anonymus] }').message,
    'did you mean "system:anonymous"',
  )
  assert.match(faultOf('- { role: admin, projects: a, users: [] }').message, 'project')
  assert.match(faultOf('- { role: admin, project: a }').message, 'users or groups is needed')
  assert.match(faultOf('role: admin').message, 'array')
})

test.run()
