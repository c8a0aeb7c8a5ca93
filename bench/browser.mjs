/** The browser of the benches: the machine's own. */
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

export function launchBrowser() {
  const places = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome']
  return chromium.launch({ executablePath: places.find((place) => place && existsSync(place)), args: ['--no-sandbox', '--disable-gpu'] })
}
