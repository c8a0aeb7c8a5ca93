/** The package's one door, for a process that starts the server itself. */
export { startServer } from './app/start.ts'
