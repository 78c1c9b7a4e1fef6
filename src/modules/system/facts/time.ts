import type { Fields } from '../../files/fields.ts'

/** What the host's clock says. All members are text, as Ansible has them, but for epoch_int. */
export function timeFacts(fields: Fields): Record<string, unknown> {
  const [zone = '', local = ''] = (fields['date'] ?? '').split('\n')
  const [epoch = '0', tz = '', offset = ''] = zone.split(' ')
  const [date = '', time = '', weekday = '', weekdayNumber = '', week = ''] = local.split(' ')
  const [year, month, day] = date.split('-')
  const [hour, minute, second] = time.split(':')
  const utc = new Date(Number(epoch) * 1000).toISOString()
  const compact = `${date}T${time}`.replaceAll(/[-:]/g, '')
  return {
    date_time: {
      date,
      time,
      year,
      month,
      day,
      hour,
      minute,
      second,
      weekday,
      weekday_number: weekdayNumber,
      weeknumber: week,
      epoch,
      epoch_int: Number(epoch),
      iso8601: utc.replace(/\.\d+Z$/, 'Z'),
      iso8601_micro: utc.replace(/\.\d+Z$/, '.000000Z'),
      iso8601_basic: `${compact}000000`,
      iso8601_basic_short: compact,
      tz,
      tz_dst: tz,
      tz_offset: offset,
    },
  }
}
