import type { Answered, Observer } from './answered.ts'
import { escaped } from './quoted.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Writes a line for each answered request in Apache's combined format. */
export function accessLog(write: (line: string) => void, now = () => new Date()): Observer {
  let second = 0
  let time = ''
  return function logAccess(answered) {
    const date = now()
    const current = Math.floor(date.getTime() / 1000)
    if (current !== second) time = clock(date)
    second = current
    write(`${combinedLine(answered, time)}\n`)
  }
}

/** `1.2.3.4 - alice [17/Oct/2015:19:47:37 +0000] "GET /v2/ HTTP/1.1" 200 2 "" "docker/1.8.3"` */
function combinedLine(answered: Answered, time: string): string {
  const fields = answered.fields()
  const text = (name: string): string => inQuotes(String(fields[name] ?? ''))
  const address = String(fields['http.request.remoteaddr'] ?? '').replace(/:\d+$/, '') || '-'
  const user = text('auth.user.name').replaceAll(' ', '%20') || '-'
  const request = `${answered.method} ${text('http.request.uri')} HTTP/${answered.protocol}`
  const answer = `${answered.status} ${answered.sent}`
  const agent = `"${text('http.request.referer')}" "${text('http.request.useragent')}"`
  return `${address} - ${user} [${time}] "${request}" ${answer} ${agent}`
}

function clock(time: Date): string {
  const [date = '', hours = ''] = time.toISOString().split('T')
  const [year, month, day] = date.split('-')
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${hours.slice(0, 8)} +0000`
}

/** What may stand between quotes without ending them, or the line. */
function inQuotes(value: string): string {
  return escaped(JSON.stringify(value).slice(1, -1))
}
