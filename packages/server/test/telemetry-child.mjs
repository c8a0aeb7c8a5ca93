/**
 * A process that uses the embedded telemetry plane and tells its parent what it did, for tests of stopping and dying.
 *   node telemetry-child.mjs <dataDir> insert <n>  inserts without end, from number n on; tells every acknowledged one
 *   node telemetry-child.mjs <dataDir> close     starts inserts, closes at once, ends
 *   node telemetry-child.mjs <dataDir> hold      opens and waits
 */
import { connectTelemetry } from '../dist/planes/telemetry/connect.js'
import { migrateTelemetry } from '../dist/planes/telemetry/migrate.js'
import { BlockWriter } from '../dist/planes/telemetry/native-block.js'

const [, , dataDir, task, first = '0'] = process.argv
const tell = (message) => new Promise((resolve) => process.send(message, resolve))

const plane = await connectTelemetry({ dataDir })
await migrateTelemetry(plane)

/** Rows of logs, the table with the fewest columns that need a value. */
function block(first, count) {
  const writer = new BlockWriter('logs')
  const seconds = Math.floor(Date.now() / 1000)
  for (let row = 0; row < count; row++) {
    for (const name of ['project', 'trace_id', 'span_id', 'event_name', 'service', 'scope', 'resource']) writer.column(name).text('')
    writer.column('received_at').dateTime(seconds)
    writer.column('time').dateTime64(0n)
    writer.column('log_hash').u64(first + row)
    writer.column('sequence').u64(row)
    writer.column('severity').u8(0)
    writer.column('body').text(`row ${first + row}`)
    writer.column('attrs').map([])
    writer.column('redactions').text('')
  }
  return writer.finish()
}

const ROWS = 500
async function insert(number) {
  await plane.insert('logs', block(number * ROWS, ROWS), ROWS)
  await tell({ stored: number })
}

if (task === 'insert') {
  await tell({ ready: true })
  for (let number = Number(first); ; number += 3) await Promise.all([insert(number), insert(number + 1), insert(number + 2)])
} else if (task === 'close') {
  const inserts = Array.from({ length: 20 }, (_, number) => insert(number))
  await plane.close()
  await Promise.all(inserts)
  process.exit(0)
} else {
  await tell({ ready: true })
  setInterval(() => {}, 1000)
}
