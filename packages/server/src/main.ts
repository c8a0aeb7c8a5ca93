/** Environment and signals, nothing else. */
import { createApp } from './app/app.ts'
import { readConfig } from './app/config.ts'
import { createLog } from './kit/log.ts'

const EXIT_LIMIT_MS = 9_500

async function main(): Promise<void> {
  const config = readConfig(process.env, process.argv.slice(2))
  const log = createLog({ level: config.logLevel })
  process.on('warning', (warning) => log.warn({ error: warning }, 'warning'))
  const app = await createApp(config, log)
  log.info(app.addresses, `Relayscope is ready at ${app.addresses.http}`)
  let stopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    // The supervisor's patience ends at ten seconds; a part that hangs must not turn a clean stop into a kill.
    setTimeout(() => process.exit(1), EXIT_LIMIT_MS).unref()
    void app.close().then((failed) => process.exit(failed.length === 0 ? 0 : 1))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

main().catch((error: unknown) => {
  // The log may be what could not be made; this line has to come out whatever happened.
  process.stderr.write(`Relayscope could not start: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
