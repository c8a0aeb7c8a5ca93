/** Tries one model after another until one answers. */
import { setTimeout as wait } from 'node:timers/promises'
import { type ChatAnswer, type ChatRequest, Refusal } from './chat.ts'
import type { ModelSettings } from './config.ts'
import type { Ask } from './providers.ts'

export interface Attempt {
  provider: string
  model: string
  /** `ok`, or the provider's status or the error's name. */
  outcome: string
}

export interface Called {
  answer: ChatAnswer
  by: ModelSettings
  attempts: Attempt[]
}

const FIRST_WAIT_MS = 100
const AGAIN = new Set(['408', '409', '429', '500', '502', '503', '504', '529'])

/** Once text went to the caller there is no second try: half an answer cannot be taken back. */
export async function callModels(
  models: readonly ModelSettings[],
  providers: ReadonlyMap<string, Ask>,
  request: ChatRequest,
  attemptsPerModel: number,
  onText: (text: string) => void,
): Promise<Called> {
  const attempts: Attempt[] = []
  let started = false
  const forward = (text: string) => {
    started = true
    onText(text)
  }
  for (const by of models) {
    const ask = providers.get(by.provider)
    if (!ask) continue
    for (let turn = 0; turn < attemptsPerModel; turn++) {
      try {
        const answer = await ask(by.name, request, forward)
        attempts.push({ provider: by.provider, model: by.name, outcome: 'ok' })
        return { answer, by, attempts }
      } catch (error) {
        const outcome = outcomeOf(error)
        attempts.push({ provider: by.provider, model: by.name, outcome })
        if (started || !AGAIN.has(outcome)) throw gaveUp(attempts)
        // A provider that says it is down will not be up in a moment; one that is busy may.
        if (outcome !== '429') break
        await wait(FIRST_WAIT_MS * 2 ** turn)
      }
    }
  }
  throw gaveUp(attempts)
}

function outcomeOf(error: unknown): string {
  const status = (error as { status?: unknown }).status
  if (typeof status === 'number') return String(status)
  // A connection that broke or took too long has no status.
  return '503'
}

function gaveUp(attempts: readonly Attempt[]): Refusal {
  const last = attempts.at(-1)
  return new Refusal(last?.outcome === '400' ? 400 : 503, 'no_model', `no model answered after ${attempts.length} attempts`)
}
