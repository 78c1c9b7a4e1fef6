import { serveControl } from './control.ts'
import { wantedAtBoot } from './enablement.ts'
import { systemctl } from './systemctl.ts'
import { Units } from './units.ts'

/** What supervises a host: starts the units that are enabled, answers systemctl, stops everything when aborted. */
export async function runInit(signal: AbortSignal): Promise<void> {
  const units = new Units()
  serveControl(words => systemctl(words, units), signal)
  for (const name of wantedAtBoot()) void units.find(name).service?.start()
  await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
  await units.stopAll()
}
