/** Lines that people, and their log parsers, look for: the wording is API. */
export const SAID = {
  starting: 'start registry',
  noRedis: 'redis not configured',
  cacheInMemory: 'using inmemory blob descriptor cache',
  completed: 'response completed',
  failed: 'response completed with error',
  checkFailed: 'health check failed',
  checkPasses: 'health check passes again',
  linesDropped: 'log lines dropped: they were read too slowly',
  retrying: 'retryingsink: error writing event, retrying',
  backingOff: (url: string) => `httpSink{${url}} encountered too many errors, backing off`,
  queueFull: 'notifications: the queue is full, newer events are dropped',
  queueTakes: 'notifications: the queue takes events again',
  queueFailed: 'notifications: cannot write the queue',
  endpointDisabled: 'endpoint disabled, skipping',
} as const
