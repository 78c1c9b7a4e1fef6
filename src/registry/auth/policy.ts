import { z } from 'zod'
import { parseWith } from '../../base/schema.ts'
import { didYouMean } from '../../base/suggest.ts'
import { parseYaml } from '../../base/yaml.ts'
import type { Subject, Verb } from './access.ts'
import { ROLES } from './roles.ts'

/** Who may do what in which project. */
export interface Policy {
  allows(subject: Subject, verb: Verb, project: string): boolean
}

const ANYONE = ['system:anonymous', 'system:unauthenticated']
const SIGNED_IN = 'system:authenticated'
const GROUPS = [...ANYONE, SIGNED_IN]

const role = z.string().superRefine((name, context) => {
  if (Object.hasOwn(ROLES, name)) return
  const message = `unknown role "${name}"${didYouMean(name, Object.keys(ROLES))}`
  context.addIssue({ code: 'custom', message })
})

const user = z.string().superRefine((name, context) => {
  if (name !== '' && (!name.startsWith('system:') || GROUPS.includes(name))) return
  const message = `unknown user "${name}"${didYouMean(name, GROUPS)}`
  context.addIssue({ code: 'custom', message })
})

const binding = z
  .strictObject({
    role,
    project: z.string().regex(/^(\*|[a-z0-9]+([._-]+[a-z0-9]+)*)$/, 'not a project, nor *'),
    users: z.array(user).optional(),
    /** Of certificates: their organizations. */
    groups: z.array(z.string().min(1)).optional(),
  })
  .refine(({ users, groups }) => users || groups, 'users or groups is needed')

type Binding = z.output<typeof binding>

/** Reads a policy file: a YAML list of `{role, project, users}`. Throws a Fault with the place of what is wrong. */
export function parsePolicy(text: string, file: string): Policy {
  const { value, places } = parseYaml(text, file)
  const bindings = parseWith(z.array(binding), value ?? [], { name: 'policy', places })
  return {
    allows: (subject, verb, project) =>
      bindings.some(
        binding =>
          (binding.project === '*' || binding.project === project) &&
          ROLES[binding.role]?.includes(verb) === true &&
          holds(binding, subject),
      ),
  }
}

/** What is given to people who have not signed in is not taken from those who have. */
function holds({ users = [], groups = [] }: Binding, { name, groups: own = [] }: Subject): boolean {
  if (own.some(group => groups.includes(group))) return true
  if (users.some(user => ANYONE.includes(user))) return true
  return name !== undefined && (users.includes(SIGNED_IN) || users.includes(name))
}
