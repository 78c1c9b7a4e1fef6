/** What `--tags` and `--skip-tags` ask for. An empty `only` asks for everything. */
export interface TagChoice {
  readonly only: readonly string[]
  readonly skip: readonly string[]
}

/** True when a step with these tags is to run. What is skipped is skipped, whatever else is asked for. */
export function selectsTags(tags: readonly string[], { only, skip }: TagChoice): boolean {
  return isAsked(tags, only.length === 0 ? ['all'] : only) && !isSkipped(tags, skip)
}

function isAsked(tags: readonly string[], only: readonly string[]): boolean {
  if (tags.includes('always') || only.some(tag => tags.includes(tag))) return true
  if (tags.includes('never')) return false
  if (only.includes('all')) return true
  return only.includes(tags.length === 0 ? 'untagged' : 'tagged')
}

function isSkipped(tags: readonly string[], skip: readonly string[]): boolean {
  if (skip.some(tag => tags.includes(tag))) return true
  if (skip.includes('all')) return !tags.includes('always')
  return skip.includes(tags.length === 0 ? 'untagged' : 'tagged')
}
