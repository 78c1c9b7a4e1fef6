import { z } from 'zod'
import { fieldsIn, type KubeObject, textIn } from '../model/object.ts'
import { defineResource } from '../model/resource.ts'
import { ageSince } from '../show/age.ts'
import { column, NAME, wide } from './columns.ts'

const loose = z.looseObject({})

/** What happened to other objects. */
export const events = defineResource({
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  fields: {
    involvedObject: loose,
    reason: z.string(),
    message: z.string(),
    source: loose,
    firstTimestamp: z.string(),
    lastTimestamp: z.string(),
    count: z.int(),
    type: z.string(),
    eventTime: z.string(),
    series: loose,
    action: z.string(),
    related: loose,
    reportingComponent: z.string(),
    reportingInstance: z.string(),
  },
  selectable: {
    ...Object.fromEntries(
      ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(
        field => [`involvedObject.${field}`, (event: KubeObject) => involved(event, field)],
      ),
    ),
    reason: event => textIn(event, 'reason'),
    type: event => textIn(event, 'type'),
    source: event => textIn(fieldsIn(event, 'source'), 'component'),
    reportingComponent: event => textIn(event, 'reportingComponent'),
  },
  columns: [
    column('Last Seen', 'When it happened last.', lastSeen),
    column('Type', 'Whether it is usual.', event => textIn(event, 'type')),
    column('Reason', 'Why it happened, in a word.', event => textIn(event, 'reason')),
    column('Object', 'What it happened to.', objectOf),
    column('Message', 'What happened.', event => textIn(event, 'message').trim()),
    wide('Count', 'How often it happened.', event => textIn(event, 'count')),
    { ...NAME, priority: 1 },
  ],
})

function involved(event: KubeObject, field: string): string {
  return textIn(fieldsIn(event, 'involvedObject'), field)
}

function objectOf(event: KubeObject): string {
  return `${involved(event, 'kind').toLowerCase()}/${involved(event, 'name')}`
}

function lastSeen(event: KubeObject, now: Date): string {
  const { lastTimestamp, eventTime, metadata } = event
  return ageSince(lastTimestamp ?? eventTime ?? metadata.creationTimestamp, now)
}
