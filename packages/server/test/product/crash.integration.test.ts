/**
 * Kill -9 under load, again and again: every acknowledged record is there, none twice, and every start succeeds.
 * RELAYSCOPE_CRASH_ROUNDS sets how often (`npm run crash`: 20).
 */
import { expect, test } from 'vitest'
import { sleep, startProduct, type Product } from './product.ts'
import { encodeTraces, gateway, gatewaySpans, hex, sendOtlp, submittedInteraction } from './samples.ts'

const ROUNDS = Number(process.env['RELAYSCOPE_CRASH_ROUNDS'] ?? 3)
const SENDERS = 4
const TRACES_A_REQUEST = 16
/** Of each kind, so that checking takes no longer than killing. */
const MOST_CHECKED = 200 * ROUNDS

interface Sent {
  traceIds: string[]
  interactionId: string
  /** Trace id of its decisions; empty: none were acknowledged. */
  decided: string
  body: Uint8Array<ArrayBuffer>
}

/** Sends until told to stop or cut off; tells what was acknowledged and what was under way when the process died. */
async function sendUntil(product: Product, stopped: () => boolean, acknowledged: Sent[], unanswered: Sent[]): Promise<void> {
  while (!stopped()) {
    const traceIds = Array.from({ length: TRACES_A_REQUEST }, () => hex(16))
    const sent = {
      traceIds,
      interactionId: hex(8),
      decided: '',
      body: encodeTraces([{ resource: gateway, spans: traceIds.flatMap((id) => gatewaySpans(id)) }]),
    }
    try {
      const traces = await sendOtlp(product.otlpHttp, sent.body)
      if (traces.status !== 200) continue
      acknowledged.push({ ...sent, interactionId: '' })
      const interaction = await product.call('POST', '/api/v1/telemetry/ai-interactions', submittedInteraction(sent.interactionId))
      if (interaction.status === 200) acknowledged.push({ ...sent, traceIds: [] })
      const decided = hex(16)
      const decisions = await product.call('POST', '/api/v1/telemetry/decisions', decisionTrace(decided))
      if (decisions.status === 200) acknowledged.push({ ...sent, traceIds: [], interactionId: '', decided })
    } catch {
      unanswered.push(sent)
      return
    }
  }
}

function decisionTrace(traceId: string): object {
  const timestamp = new Date().toISOString()
  const decision = { type: 'rule_evaluation', component: 'rules', ruleId: 'r1', input: { model: 'auto' }, output: { matched: true } }
  return {
    traceId,
    requestId: traceId,
    timestamp,
    decisions: [decision],
    finalOutcome: { provider: 'openai', model: 'm', status: 'success' },
  }
}

/** About so many of them, spread evenly; the last ones always, for they are the likeliest to be lost. */
function sample<T>(all: T[], most: number): T[] {
  const step = Math.max(1, Math.ceil(all.length / most))
  return all.filter((_, at) => at % step === 0 || at > all.length - 100)
}

async function wrongTraces(product: Product, ids: string[]): Promise<string[]> {
  const wrong: string[] = []
  for (const id of ids) {
    const { status, json } = await product.call('GET', `/api/v1/traces/${id}`)
    const count = (json as { spans?: unknown[] }).spans?.length ?? 0
    if (status !== 200 || count !== 3) wrong.push(`${id}: ${status}, ${count} spans`)
  }
  return wrong
}

async function wrongInteractions(product: Product, ids: string[]): Promise<string[]> {
  const wrong: string[] = []
  for (const id of ids) {
    const { status } = await product.call('GET', `/api/v1/ai-interactions/${id}`)
    if (status !== 200) wrong.push(`${id}: ${status}`)
  }
  return wrong
}

async function wrongDecisions(product: Product, ids: string[]): Promise<string[]> {
  const wrong: string[] = []
  for (const id of ids) {
    const { status } = await product.call('GET', `/api/v1/decisions/${id}`)
    if (status !== 200) wrong.push(`${id}: ${status}`)
  }
  return wrong
}

/** Ids of all the interactions there are, as often as the list shows them. */
async function listedTwice(product: Product): Promise<string[]> {
  const seen = new Set<string>()
  const twice: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const { json } = await product.call(
      'GET',
      `/api/v1/ai-interactions?from=now-1d&limit=1000${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    const page = json as { items: { id: string }[]; nextCursor: string | null }
    for (const { id } of page.items) {
      if (seen.has(id)) twice.push(id)
      seen.add(id)
    }
    cursor = page.nextCursor
  }
  return twice
}

test(`${ROUNDS} kills under load lose nothing that was acknowledged`, { timeout: 60_000 + ROUNDS * 30_000 }, async () => {
  const acknowledged: Sent[] = []
  let product = await startProduct()
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const unanswered: Sent[] = []
      let stopped = false
      const senders = Array.from({ length: SENDERS }, () => sendUntil(product, () => stopped, acknowledged, unanswered))
      await sleep(500 + Math.random() * 1500)
      await product.kill9()
      stopped = true
      await Promise.all(senders)
      product = await startProduct({ dataDir: product.dataDir })
      // A client does not know whether an unanswered request was stored, and sends it again.
      for (const { body } of unanswered) expect((await sendOtlp(product.otlpHttp, body)).status).toBe(200)
      acknowledged.push(...unanswered.map((sent) => ({ ...sent, interactionId: '' })))
    }
    const traceIds = sample(
      acknowledged.flatMap((sent) => sent.traceIds),
      MOST_CHECKED,
    )
    const interactionIds = sample(
      acknowledged.flatMap((sent) => (sent.interactionId ? [sent.interactionId] : [])),
      MOST_CHECKED,
    )
    const decided = sample(
      acknowledged.flatMap((sent) => sent.decided || []),
      MOST_CHECKED,
    )
    expect(traceIds.length).toBeGreaterThan(50)
    expect(await wrongDecisions(product, decided)).toEqual([])
    const { json: proof } = await product.call('GET', '/api/v1/decisions/verify')
    expect(proof).toMatchObject({ intact: true, firstBreak: null })
    expect((proof as { checked: number }).checked).toBeGreaterThanOrEqual(decided.length)
    expect(await wrongTraces(product, traceIds)).toEqual([])
    expect(await wrongInteractions(product, interactionIds)).toEqual([])
    expect(await listedTwice(product)).toEqual([])
    expect(await product.stop()).toMatchObject({ code: 0 })
  } finally {
    await product.kill9()
    product.remove()
  }
})
