/** Turns the tokens of one interaction back into values, for who may and says why; what is shown is written down first. */
import type { Message, Redaction, Reveal, RevealedContent } from '@relayscope/contract'
import { STORED_WORD } from '@relayscope/privacy'
import type { Clock } from '../../kit/clock.ts'
import { httpError } from '../../kit/http.ts'
import type { Ids } from '../../kit/ids.ts'
import type { Principal } from '../../kit/principal.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { dateTime64, type Statement, sql, text, uint } from '../../planes/telemetry/statement.ts'
import { redactionsOf } from './redactions.ts'
import type { OpenableSeals } from './seals.ts'
import type { PrivacyStore } from './store.ts'

export interface Reveals {
  reveal(principal: Principal, interactionId: string, reason: string): Promise<RevealedContent>
  list(project: string, limit: number, record: string | undefined): Promise<Reveal[]>
}

export interface RevealOptions {
  telemetry: TelemetryPlane
  store: PrivacyStore
  seals: (project: string) => OpenableSeals
  clock: Clock
  ids: Ids
}

const SHOWN_MS = 5 * 60_000

interface StoredContent {
  prompt: string
  response: string
  input_messages: string
  output_messages: string
}

export function createReveals({ telemetry, store, seals, clock, ids }: RevealOptions): Reveals {
  async function read(project: string, id: string): Promise<StoredContent> {
    const [row] = await telemetry.select<{ start_ns: string; version: string }>(newestReading(project, id))
    if (!row) throw httpError('not_found', 'there is no AI interaction of this id')
    const [content] = await telemetry.select<StoredContent>(contentOf(project, id, BigInt(row.start_ns), BigInt(row.version)))
    if (!content) throw httpError('not_found', 'nothing is stored of what was said in this interaction')
    return content
  }

  return {
    async reveal({ project, name }, interactionId, reason) {
      const content = await read(project, interactionId)
      const counts = new Map<string, number>()
      const open = (stored: string, isJson = false) => opened(stored, seals(project), counts, isJson)
      const answer = {
        prompt: open(content.prompt),
        response: open(content.response),
        inputMessages: parsed(open(content.input_messages, true)),
        outputMessages: parsed(open(content.output_messages, true)),
      }
      const atMs = clock.nowMs()
      const revealed = redactionsOf(counts)
      const row = { id: ids.uuid(), project, at: new Date(atMs), actor: name, record: interactionId, reason, revealed }
      // Before the answer: what cannot be written down is not shown.
      await store.insertReveal(row)
      return {
        revealId: row.id,
        revealedAt: row.at.toISOString(),
        hideAt: new Date(atMs + SHOWN_MS).toISOString(),
        ...(answer.prompt && { prompt: answer.prompt }),
        ...(answer.response && { response: answer.response }),
        ...(answer.inputMessages && { inputMessages: answer.inputMessages }),
        ...(answer.outputMessages && { outputMessages: answer.outputMessages }),
        revealed,
      }
    },
    async list(project, limit, record) {
      const rows = await store.reveals(project, limit, record)
      return rows.map(({ id, at, actor, record: interaction, reason, revealed }) => ({
        id,
        time: at.toISOString(),
        actor,
        record: interaction,
        reason,
        revealed: revealed as Redaction[],
      }))
    },
  }
}

/** Tokens of this project become what they stand for; everything else stays. Inside JSON the value is written as JSON has it. */
function opened(stored: string, seals: OpenableSeals, counts: Map<string, number>, isJson: boolean): string {
  return stored.replace(STORED_WORD, (word: string, name: string) => {
    const value = seals.open(name, word.slice(name.length + 2, -1))
    if (value === undefined) return word
    counts.set(name, (counts.get(name) ?? 0) + 1)
    return isJson ? JSON.stringify(value).slice(1, -1) : value
  })
}

function parsed(json: string): Message[] | undefined {
  return json === '' ? undefined : (JSON.parse(json) as Message[])
}

function newestReading(project: string, id: string): Statement {
  return sql`
    SELECT toString(toUnixTimestamp64Nano(start_time)) AS start_ns, toString(content_version) AS version FROM (
      SELECT start_time, if(amended_from = 0, version, amended_from) AS content_version, deleted FROM interactions WHERE project = ${text(project)} AND id = ${text(id)} ORDER BY version DESC, deleted LIMIT 1
    ) WHERE deleted = 0`
}

function contentOf(project: string, id: string, startNs: bigint, version: bigint): Statement {
  return sql`
    SELECT prompt, response, input_messages, output_messages FROM content
    WHERE project = ${text(project)} AND toStartOfMinute(start_time) = toStartOfMinute(${dateTime64(startNs)})
      AND interaction_id = ${text(id)} AND version = ${uint(version)} LIMIT 1`
}
