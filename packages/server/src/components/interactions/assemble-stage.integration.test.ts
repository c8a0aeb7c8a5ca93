/**
 * The stage with the engine behind it: what is shown in the end is the same whether a trace comes at once, in pieces, or
 * in pieces with a restart between any two of them.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OtlpJson, recordsOf } from '../../../test/otlp-json-records.ts'
import { emptyBatch } from '../../flows/ingest/batch.ts'
import { RowWriter } from '../../flows/ingest/row-writer.ts'
import { connectTelemetry } from '../../planes/telemetry/connect.ts'
import { migrateTelemetry } from '../../planes/telemetry/migrate.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { sql, text } from '../../planes/telemetry/statement.ts'
import { AssembleStage } from './assemble-stage.ts'
import { isContentKey } from './normalise/index.ts'
import { createReload, storedHorizonNs } from './reload-store.ts'
import { normaliseStage } from './stages.ts'

const FOLDER = new URL('../../../test/fixtures/ai/', import.meta.url)
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
const requestsOf = (name: string) =>
  (JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as { requests: { data: OtlpJson }[] }).requests.map(({ data }) =>
    recordsOf(data),
  )

const dataDir = mkdtempSync(join(tmpdir(), 'relayscope-assemble-'))
let plane: TelemetryPlane

beforeAll(async () => {
  plane = await connectTelemetry({ dataDir })
  await migrateTelemetry(plane)
})
afterAll(async () => {
  await plane.close()
  rmSync(dataDir, { recursive: true, force: true })
})

type Records = ReturnType<typeof recordsOf>

async function newStage(): Promise<AssembleStage> {
  return new AssembleStage({ reload: createReload(plane), horizonNs: await storedHorizonNs(plane) })
}

async function store(project: string, stage: AssembleStage, writer: RowWriter, { spans, logs }: Records): Promise<void> {
  const batch = { ...emptyBatch(project, Date.now()), spans, logs }
  await normaliseStage.run(batch)
  await stage.run(batch)
  writer.add(batch)
  for (const block of writer.take()) await plane.insert(block.table, block.bytes, block.rows)
}

/** Each request a batch of its own; `restart` forgets everything before each. */
async function send(project: string, requests: Records[], restart: boolean): Promise<void> {
  let stage = await newStage()
  let writer = new RowWriter(isContentKey)
  for (const records of requests) {
    if (restart) {
      stage = await newStage()
      writer = new RowWriter(isContentKey)
    }
    await store(project, stage, writer, records)
  }
}

/** What a reader sees: the newest version of each id, unless it was withdrawn. */
function shown(project: string): Promise<object[]> {
  return plane.select(sql`
    SELECT * EXCEPT (project, received_at, version, deleted)
    FROM (SELECT * FROM interactions WHERE project = ${text(project)} ORDER BY version DESC LIMIT 1 BY id)
    WHERE deleted = 0 ORDER BY start_time, id`)
}

const copy = (requests: Records[]): Records[] => requests.map(({ spans, logs }) => ({ spans: [...spans], logs: [...logs] }))
const together = (requests: Records[]): Records[] => [
  { spans: requests.flatMap(({ spans }) => spans), logs: requests.flatMap(({ logs }) => logs) },
]

describe.each(names)('%s', (name) => {
  const requests = requestsOf(name)

  it('shows the same in pieces, in pieces the other way round, and with a restart before each piece', async () => {
    await send(`${name}/once`, together(requests), false)
    const once = await shown(`${name}/once`)
    expect(once.length).toBeGreaterThan(0)

    await send(`${name}/pieces`, copy(requests), false)
    expect(await shown(`${name}/pieces`)).toEqual(once)

    await send(`${name}/reversed`, copy(requests).reverse(), false)
    expect(await shown(`${name}/reversed`)).toEqual(once)

    await send(`${name}/restarts`, copy(requests), true)
    expect(await shown(`${name}/restarts`)).toEqual(once)

    await send(`${name}/repeated`, [...copy(requests), ...copy(requests)], false)
    expect(await shown(`${name}/repeated`)).toEqual(once)
  })
})
