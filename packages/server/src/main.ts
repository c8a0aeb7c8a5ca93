/** Environment and command line, nothing else. */
import { startServer } from './app/start.ts'

await startServer(process.env, process.argv.slice(2))
