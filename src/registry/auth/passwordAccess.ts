import { OciError, projectOf, type Repository } from '../oci/index.ts'
import type { Access, Subject, Verb } from './access.ts'
import { basicChallenge } from './challenges.ts'
import { parseBasic } from './credentials.ts'
import type { Passwords } from './passwords.ts'
import type { Policy } from './policy.ts'
import { USUAL_ROLE } from './roles.ts'

export interface PasswordAccessOptions {
  readonly realm: string
  readonly passwords: Pick<Passwords, 'verify'>
  /** The policy now in force. Without one, whoever signs in may do everything. */
  readonly policy: (() => Policy) | undefined
}

/** Users with passwords or certificates, and a policy by project. */
export function passwordAccess({ realm, passwords, policy }: PasswordAccessOptions): Access {
  return {
    async identify({ authorization, certificate }) {
      if (authorization === undefined) {
        if (certificate === undefined) return { name: undefined }
        return { name: certificate.commonName, groups: certificate.organizations }
      }
      const given = parseBasic(authorization)
      if (given && (await passwords.verify(given.user, given.password))) return { name: given.user }
      throw basicChallenge(realm, 'wrong user name or password')
    },

    refusal(subject, verb, repository) {
      const signIn = { kind: 'signIn' } as const
      if (policy === undefined) return subject.name === undefined ? signIn : undefined
      const project = projectOf(repository)
      if (project === '') return { kind: 'denied', error: withoutProject(repository) }
      if (policy().allows(subject, verb, project)) return undefined
      if (subject.name === undefined) return signIn
      return { kind: 'denied', error: denied(subject, verb, project) }
    },

    catalog(subject) {
      if (subject.name === undefined) return undefined
      if (policy === undefined) return () => true
      const rules = policy()
      return repository => {
        const project = projectOf(repository)
        return project !== '' && rules.allows(subject, 'pull', project)
      }
    },

    invitation: () => basicChallenge(realm),
  }
}

function denied(subject: Subject, verb: Verb, project: string): OciError {
  const role = USUAL_ROLE[verb]
  return new OciError('DENIED', {
    because: `user "${subject.name}" needs role ${role} in project "${project}" to ${verb}`,
    detail: { user: subject.name, action: verb, project, role },
  })
}

function withoutProject(repository: Repository): OciError {
  return new OciError('NAME_INVALID', {
    because: `"${repository}" is in no project; it must be <project>/<name>`,
    detail: { name: repository },
  })
}
