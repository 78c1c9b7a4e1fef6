import type { Message } from './message.ts'

const OWNER: Message = {
  fields: {
    1: ['kind', 'text'],
    3: ['name', 'text'],
    4: ['uid', 'text'],
    5: ['apiVersion', 'text'],
    6: ['controller', 'boolean'],
    7: ['blockOwnerDeletion', 'boolean'],
  },
}

const METADATA: Message = {
  fields: {
    1: ['name', 'text'],
    2: ['generateName', 'text'],
    3: ['namespace', 'text'],
    5: ['uid', 'text'],
    6: ['resourceVersion', 'text'],
    7: ['generation', 'integer'],
    8: ['creationTimestamp', 'time'],
    9: ['deletionTimestamp', 'time'],
    10: ['deletionGracePeriodSeconds', 'integer'],
    11: ['labels', { map: 'text' }],
    12: ['annotations', { map: 'text' }],
    13: ['ownerReferences', { list: OWNER }],
    14: ['finalizers', { list: 'text' }],
  },
}

const NAMESPACE: Message = {
  fields: {
    1: ['metadata', METADATA],
    2: ['spec', { fields: { 1: ['finalizers', { list: 'text' }] } }],
    3: ['status', { fields: { 1: ['phase', 'text'] } }],
  },
}

const SECRET: Message = {
  fields: {
    1: ['metadata', METADATA],
    2: ['data', { map: 'bytes' }],
    3: ['type', 'text'],
    4: ['stringData', { map: 'text' }],
    5: ['immutable', 'boolean'],
  },
}

const CONFIG_MAP: Message = {
  fields: {
    1: ['metadata', METADATA],
    2: ['data', { map: 'text' }],
    3: ['binaryData', { map: 'bytes' }],
    4: ['immutable', 'boolean'],
  },
}

const SELF_SUBJECT_REVIEW: Message = { fields: { 1: ['metadata', METADATA] } }

/** The kinds that `kubectl` creates by protobuf, by `apiVersion kind`. */
export const MESSAGES: Readonly<Record<string, Message>> = {
  'v1 Namespace': NAMESPACE,
  'v1 Secret': SECRET,
  'v1 ConfigMap': CONFIG_MAP,
  'authentication.k8s.io/v1 SelfSubjectReview': SELF_SUBJECT_REVIEW,
}
