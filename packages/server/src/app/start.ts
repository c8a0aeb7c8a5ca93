/** A server that lives as long as its process: starts, and stops cleanly at the first SIGTERM or SIGINT. */
import { createLog } from '../kit/log.ts'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'

/** A supervisor's patience ends at ten seconds; a part that hangs must not turn a clean stop into a kill. */
const EXIT_LIMIT_MS = 9_500

/** `argv` are flags such as `--port 7701`; they win over the environment. Ends the process with 1 when it cannot start. */
export async function startServer(env: NodeJS.ProcessEnv, argv: readonly string[]): Promise<void> {
  try {
    await start(env, argv)
  } catch (error) {
    // The log may be what could not be made; this line has to come out whatever happened.
    process.stderr.write(`Relayscope could not start: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}

async function start(env: NodeJS.ProcessEnv, argv: readonly string[]): Promise<void> {
  const config = readConfig(env, argv)
  const log = createLog({ level: config.logLevel })
  process.on('warning', (warning) => log.warn({ error: warning }, 'warning'))
  const app = await createApp(config, log)
  log.info(app.addresses, `Relayscope is ready at ${app.addresses.http}`)
  let stopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), EXIT_LIMIT_MS).unref()
    void app.close().then((failed) => process.exit(failed.length === 0 ? 0 : 1))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
