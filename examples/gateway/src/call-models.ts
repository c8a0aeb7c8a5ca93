/** Tries one model after another until one answers. */
import { setTimeout as wait } from 'node:timers/promises'
import type { RelayCore } from '@relayscope/sdk'
import { type ChatAnswer, type ChatRequest, Refusal } from './chat.ts'
import type { ModelSettings } from './config.ts'
import { costOf, type NanoUsd, usdText } from './money.ts'
import type { Ask } from './providers.ts'

export interface Called {
  answer: ChatAnswer
  by: ModelSettings
}

export interface Call {
  models: readonly ModelSettings[]
  providers: ReadonlyMap<string, Ask>
  request: ChatRequest
  attemptsPerModel: number
  onText: (text: string) => void
  relaycore: RelayCore
}

const FIRST_WAIT_MS = 100
const AGAIN = new Set([408, 409, 429, 500, 502, 503, 504, 529])

/** Once text went to the caller there is no second try: half an answer cannot be taken back. */
export async function callModels({ models, providers, request, attemptsPerModel, onText, relaycore }: Call): Promise<Called> {
  let started = false
  let attempts = 0
  const forward = (text: string) => {
    started = true
    onText(text)
  }
  for (const by of models) {
    const ask = providers.get(by.provider)
    if (!ask) continue
    for (let turn = 0; turn < attemptsPerModel; turn++) {
      attempts++
      try {
        const answer = await relaycore.attempt(
          { provider: by.provider, model: by.name },
          () => ask(by.name, request, forward),
          (given) => ({ costUsd: Number(usdText(answerCost(given, by))) }),
        )
        return { answer, by }
      } catch (error) {
        const status = statusOf(error)
        if (started || !AGAIN.has(status)) throw gaveUp(attempts, status)
        // A provider that says it is down will not be up in a moment; one that is busy may.
        if (status !== 429) break
        await wait(FIRST_WAIT_MS * 2 ** turn)
      }
    }
  }
  throw gaveUp(attempts, 503)
}

export const answerCost = ({ inputTokens, outputTokens }: ChatAnswer, by: ModelSettings): NanoUsd =>
  costOf(inputTokens, by.inputUsdPerMillion) + costOf(outputTokens, by.outputUsdPerMillion)

/** A connection that broke or took too long has no status. */
function statusOf(error: unknown): number {
  const { status } = error as { status?: unknown }
  return typeof status === 'number' ? status : 503
}

const gaveUp = (attempts: number, status: number): Refusal =>
  new Refusal(status === 400 ? 400 : 503, 'no_model', `no model answered after ${attempts} attempts`)
