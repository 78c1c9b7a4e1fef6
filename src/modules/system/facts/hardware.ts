import type { Fields } from '../../files/fields.ts'

type Facts = Record<string, unknown>

/** Facts on memory, processors, file systems and the machine's maker. */
export function hardwareFacts(fields: Fields): Facts {
  if (fields['meminfo'] === undefined) return {}
  return {
    ...memoryFacts(fields['meminfo']),
    ...processorFacts(fields['cpuinfo'] ?? '', Number(fields['nproc']?.trim() || 1)),
    ...dmiFacts(fields['dmi'] ?? ''),
    uptime_seconds: Math.floor(Number(fields['uptime']?.split(' ')[0])),
    loadavg: loadOf(fields['loadavg'] ?? ''),
    mounts: mountsOf(fields['mounts'] ?? '', fields['df'] ?? ''),
  }
}

function memoryFacts(text: string): Facts {
  const kib = (name: string): number =>
    Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(text)?.[1] ?? 0)
  const mb = (name: string): number => Math.floor(kib(name) / 1024)
  const [total, free] = [mb('MemTotal'), mb('MemFree')]
  const idle = mb('MemFree') + mb('Buffers') + mb('Cached')
  const [swapTotal, swapFree] = [mb('SwapTotal'), mb('SwapFree')]
  return {
    memtotal_mb: total,
    memfree_mb: free,
    swaptotal_mb: swapTotal,
    swapfree_mb: swapFree,
    memory_mb: {
      real: { total, free, used: total - free },
      nocache: { free: idle, used: total - idle },
      swap: {
        total: swapTotal,
        free: swapFree,
        used: swapTotal - swapFree,
        cached: mb('SwapCached'),
      },
    },
  }
}

function processorFacts(text: string, usable: number): Facts {
  const valuesOf = (name: string): string[] =>
    [...text.matchAll(new RegExp(`^${name}\\s*:\\s*(.*)$`, 'gm'))].map(([, value = '']) => value)
  const threads = valuesOf('processor')
  const vendors = valuesOf('vendor_id')
  const models = valuesOf('model name')
  const sockets = Math.max(1, new Set(valuesOf('physical id')).size)
  const cores = Number(valuesOf('cpu cores')[0] ?? 1)
  const siblings = Number(valuesOf('siblings')[0] ?? cores)
  return {
    processor: threads.flatMap((number, i) =>
      [number, vendors[i], models[i]].filter(each => each !== undefined),
    ),
    processor_count: sockets,
    processor_cores: cores,
    processor_threads_per_core: Math.max(1, Math.floor(siblings / cores)),
    processor_vcpus: Math.max(1, threads.length),
    processor_nproc: usable,
  }
}

const FORM_FACTORS: Record<string, string> = {
  '1': 'Other',
  '3': 'Desktop',
  '7': 'Tower',
  '9': 'Laptop',
  '10': 'Notebook',
  '17': 'Main Server Chassis',
  '23': 'Rack Mount Chassis',
  '25': 'Multi-system',
  '28': 'Blade',
}

function dmiFacts(text: string): Facts {
  const values = Object.fromEntries(
    text.split('\n').map(line => [line.split('=')[0], line.slice(line.indexOf('=') + 1).trim()]),
  )
  const { sys_vendor: vendor, chassis_type: chassis, ...others } = values
  const fact = (name: string): string => others[name] ?? 'NA'
  return {
    system_vendor: vendor ?? 'NA',
    form_factor: FORM_FACTORS[chassis ?? ''] ?? 'NA',
    product_name: fact('product_name'),
    product_version: fact('product_version'),
    product_uuid: fact('product_uuid'),
    product_serial: fact('product_serial'),
    bios_version: fact('bios_version'),
    bios_date: fact('bios_date'),
    bios_vendor: fact('bios_vendor'),
    board_name: fact('board_name'),
    board_vendor: fact('board_vendor'),
  }
}

function loadOf(text: string): Facts {
  const [one, five, fifteen] = text.split(' ').map(Number)
  return { '1m': one, '5m': five, '15m': fifteen }
}

/** File systems that hold files: those on a device, and those of the network. */
function mountsOf(text: string, df: string): Facts[] {
  const sizes = new Map(
    df.split('\n').flatMap((line): [string, number[]][] => {
      const [, total, used, available, mount] =
        /^\S.*?\s+(\d+)\s+(\d+)\s+(\d+)\s+\S+\s+(\/.*)$/.exec(line) ?? []
      return mount === undefined ? [] : [[mount, [Number(total), Number(used), Number(available)]]]
    }),
  )
  return text.split('\n').flatMap(line => {
    const [device = '', mount = '', fstype, options] = line.split(' ').map(unescapeOctal)
    if (!device.startsWith('/') && !/^[^/]+:\/|^\\\\/.test(device)) return []
    const [total = 0, , available = 0] = sizes.get(mount) ?? []
    const size = sizes.has(mount)
      ? { size_total: total * 1024, size_available: available * 1024 }
      : {}
    return [{ device, mount, fstype, options, ...size }]
  })
}

function unescapeOctal(text: string): string {
  return text.replace(/\\(\d{3})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 8)))
}
