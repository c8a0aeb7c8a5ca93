/** The providers' own clients behind one question: an answer, piece by piece. */
import Anthropic from '@anthropic-ai/sdk'
import type { Relayscope } from '@relayscope/sdk'
import OpenAI from 'openai'
import type { ChatAnswer, ChatRequest } from './chat.ts'
import type { GatewayConfig, ProviderSettings } from './config.ts'

/** Calls `onText` for each piece of text as it comes, and resolves with the whole. */
export type Ask = (model: string, request: ChatRequest, onText: (text: string) => void) => Promise<ChatAnswer>

const TIMEOUT_MS = 60_000

/** `keys`: by variable. A provider without a key is asked at `simulated`. */
export function createProviders(
  config: GatewayConfig,
  relayscope: Relayscope,
  keys: Readonly<Record<string, string | undefined>>,
  simulated: string,
): ReadonlyMap<string, Ask> {
  return new Map(
    config.providers.map((settings) => {
      const key = keys[settings.keyVariable]
      const baseUrl = key === undefined ? `${simulated}/${settings.name}${settings.protocol === 'openai' ? '/v1' : ''}` : settings.baseUrl
      return [settings.name, ask(settings, relayscope, key ?? 'simulated', baseUrl)]
    }),
  )
}

function ask({ protocol }: ProviderSettings, relayscope: Relayscope, apiKey: string, baseURL: string): Ask {
  // Trying again is the gateway's business: it knows when another provider is the better second try.
  const options = { apiKey, baseURL, maxRetries: 0, timeout: TIMEOUT_MS }
  return protocol === 'openai'
    ? askOpenAi(relayscope.openai(new OpenAI(options)))
    : askAnthropic(relayscope.anthropic(new Anthropic(options)))
}

function askOpenAi(client: OpenAI): Ask {
  return async (model, { messages, maxTokens }, onText) => {
    const stream = await client.chat.completions.create({
      model,
      messages,
      max_tokens: maxTokens,
      stream: true,
      stream_options: { include_usage: true },
    })
    const answer: ChatAnswer = { text: '', model, finishReason: 'stop', inputTokens: 0, outputTokens: 0 }
    for await (const chunk of stream) {
      const [choice] = chunk.choices
      const text = choice?.delta.content ?? ''
      if (text !== '') onText(text)
      answer.text += text
      answer.model = chunk.model
      answer.finishReason = choice?.finish_reason ?? answer.finishReason
      answer.inputTokens = chunk.usage?.prompt_tokens ?? answer.inputTokens
      answer.outputTokens = chunk.usage?.completion_tokens ?? answer.outputTokens
    }
    return answer
  }
}

function askAnthropic(client: Anthropic): Ask {
  return async (model, { messages, maxTokens }, onText) => {
    const system = messages.flatMap(({ role, content }) => (role === 'system' ? [content] : [])).join('\n')
    const said = messages.flatMap(({ role, content }) => (role === 'system' ? [] : [{ role, content }]))
    const stream = client.messages.stream({ model, max_tokens: maxTokens, messages: said, ...(system === '' ? {} : { system }) })
    stream.on('text', onText)
    const message = await stream.finalMessage()
    return {
      text: message.content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
      model: message.model,
      finishReason: message.stop_reason === 'max_tokens' ? 'length' : 'stop',
      inputTokens: message.usage.input_tokens,
      outputTokens: message.usage.output_tokens,
    }
  }
}
