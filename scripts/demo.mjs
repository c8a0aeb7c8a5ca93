/** `npm run demo`: `npm start`, and a second process that sends example traffic to it. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const host = process.env.RELAYSCOPE_HOST ?? '127.0.0.1'
const base = `http://${host === '0.0.0.0' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${process.env.RELAYSCOPE_PORT ?? '7700'}`

await import('./start.mjs')
const sender = spawn(process.execPath, [fileURLToPath(new URL('traffic/send.mjs', import.meta.url)), base], {
  stdio: ['ignore', 'inherit', 'inherit'],
})
process.on('exit', () => sender.kill())
