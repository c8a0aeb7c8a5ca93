import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anthropicMessages } from './anthropic-messages.ts'
import { bedrock } from './bedrock.ts'
import { messagesJson, partsJson } from './content.ts'
import { geminiContent } from './gemini.ts'
import type { Protocol } from './facts.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiCompletions } from './openai-completions.ts'
import { openaiEmbeddings } from './openai-embeddings.ts'
import { openaiResponses } from './openai-responses.ts'
import { openaiRuns } from './openai-runs.ts'
import { mayBeCall, providerAt, recogniseCall } from './recognise.ts'

const PROTOCOLS: readonly [string, Protocol][] = [
  ['chat completions', openaiChat],
  ['completions', openaiCompletions],
  ['responses', openaiResponses],
  ['embeddings', openaiEmbeddings],
  ['messages', anthropicMessages],
  ['generateContent', geminiContent('/v1beta/models/gemini-2.5-flash:generateContent')],
  ['runs', openaiRuns],
  ['invoke', bedrock('/model/m/invoke')],
  ['converse', bedrock('/model/m/converse')],
]

/** Bodies with the fields that are read, holding anything. */
const FIELDS = ['model', 'messages', 'input', 'choices', 'delta', 'tool_calls', 'function', 'content', 'type', 'text', 'usage', 'error']
const GOOGLES = ['contents', 'parts', 'candidates', 'usageMetadata', 'functionCall', 'generationConfig', 'systemInstruction', 'thought']
const BEDROCKS = ['inferenceConfig', 'stopReason', 'toolUse', 'toolResult', 'reasoningContent', 'object', 'thread', 'last_error']
const MORE = ['message', 'content_block', 'index', 'output', 'response', 'system', 'source', 'image_url', 'role', 'id', 'summary']
const body = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.anything(),
    fc.constantFrom('text', 'tool_use', 'message_start', 0, 1, -1),
    tie('list'),
    tie('record'),
  ),
  list: fc.array(tie('any'), { maxLength: 3 }),
  record: fc.dictionary(fc.constantFrom(...FIELDS, ...GOOGLES, ...BEDROCKS, ...MORE), tie('any'), { maxKeys: 6 }),
})).record

describe.each(PROTOCOLS)('%s', (_name, protocol) => {
  it('take anything for a request, an answer and chunks', () => {
    fc.assert(
      fc.property(fc.array(body, { minLength: 1, maxLength: 6 }), (bodies) => {
        const { system, input } = protocol.request(bodies[0]).content()
        expect(() => JSON.parse(messagesJson(input, 500).json)).not.toThrow()
        expect(() => JSON.parse(partsJson(system ?? [], 500).json)).not.toThrow()
        const { output } = protocol.answer(bodies[0])
        expect(Array.isArray(output?.() ?? [])).toBe(true)
        const chunks = protocol.chunks(100)
        for (const chunk of bodies) chunks.read(chunk)
        expect(Array.isArray(chunks.facts().output?.() ?? [])).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

describe('what is not text', () => {
  it('is counted in the words of each provider', () => {
    const openai = { prompt_tokens: 9, prompt_tokens_details: { audio_tokens: 5 }, completion_tokens_details: { audio_tokens: 3 } }
    expect(openaiChat.answer({ usage: openai }).usage).toEqual({ inputTokens: 9, audioInputTokens: 5, audioOutputTokens: 3 })
    const anthropic = { input_tokens: 2, server_tool_use: { web_search_requests: 4 }, output_tokens_details: { thinking_tokens: 1 } }
    expect(anthropicMessages.answer({ usage: anthropic }).usage).toEqual({ inputTokens: 2, searches: 4, reasoningTokens: 1 })
    const gemini = {
      promptTokenCount: 30,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 10 },
        { modality: 'AUDIO', tokenCount: 20 },
      ],
    }
    const { usage } = geminiContent('/v1beta/models/gemini-2.5-flash:generateContent').answer({ usageMetadata: gemini })
    expect(usage).toEqual({ inputTokens: 30, audioInputTokens: 20 })
  })
})

describe('chunks', () => {
  it('of parallel tool calls are kept apart', () => {
    const reader = openaiChat.chunks(1000)
    const call = (index: number, more: object) => ({ choices: [{ index: 0, delta: { tool_calls: [{ index, ...more }] } }] })
    expect(reader.read(call(0, { id: 'a', function: { name: 'weather', arguments: '' } }))).toBe(true)
    reader.read(call(1, { id: 'b', function: { name: 'time', arguments: '{"zone"' } }))
    reader.read(call(0, { function: { arguments: '{"city":"Oslo"}' } }))
    reader.read(call(1, { function: { arguments: ':"CET"}' } }))
    reader.read({ choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] })
    const facts = reader.facts()
    expect(facts.finishReasons).toEqual(['tool_calls'])
    expect(facts.output?.()[0].parts).toEqual([
      { type: 'tool_call', id: 'a', name: 'weather', arguments: '{"city":"Oslo"}' },
      { type: 'tool_call', id: 'b', name: 'time', arguments: '{"zone":"CET"}' },
    ])
  })

  it('of Anthropic give thought, text and tool call, with the counts of the last event', () => {
    const reader = anthropicMessages.chunks(1000)
    const events = [
      {
        type: 'message_start',
        message: { id: 'm', model: 'claude', usage: { input_tokens: 3, cache_read_input_tokens: 4, output_tokens: 1 } },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'hm' } },
      { type: 'content_block_start', index: 1, content_block: { type: 'tool_use', id: 't', name: 'weather', input: {} } },
      { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '{"a":1}' } },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 9, input_tokens: null } },
    ]
    expect(events.map((event) => reader.read(event))).toEqual([false, false, true, false, true, false])
    const facts = reader.facts()
    expect(facts.usage).toMatchObject({ inputTokens: 7, cachedTokens: 4, outputTokens: 9 })
    expect(facts.output?.()[0].parts).toMatchObject([
      { type: 'reasoning', content: 'hm' },
      { type: 'tool_call', id: 't', name: 'weather', arguments: '{"a":1}' },
    ])
  })

  it('that fail in the middle keep what came', () => {
    const reader = openaiResponses.chunks(1000)
    reader.read({ type: 'response.created', response: { id: 'r', model: 'gpt-x', status: 'in_progress' } })
    reader.read({ type: 'response.output_text.delta', delta: 'Half' })
    reader.read({ type: 'error', code: 'server_error', message: 'gone' })
    const facts = reader.facts()
    expect(facts).toMatchObject({ model: 'gpt-x', responseId: 'r', finishReasons: [] })
    expect(facts.failure).toMatchObject({ message: 'gone' })
    expect(facts.output?.()).toEqual([{ role: 'assistant', parts: [{ type: 'text', content: 'Half' }] }])
  })
})

describe('a call', () => {
  it('is known by address and shape together', () => {
    const at = (path: string, value: unknown) => recogniseCall('POST', new URL(path, 'http://any'), value)
    expect(at('/openai/deployments/x/chat/completions?api-version=1', { messages: [] })).toEqual({ protocol: openaiChat, certain: true })
    expect(at('/v1/messages', { messages: [], max_tokens: 1 })).toEqual({ protocol: anthropicMessages, certain: true })
    expect(at('/v1/responses', { model: 'm', input: 'x' })).toEqual({ protocol: openaiResponses, certain: true })
    // Somebody's messages, a body that cannot be read, another's protocol: the answer tells.
    expect(at('/v1/messages', { to: 'somebody' })).toEqual({ protocol: anthropicMessages, certain: false })
    expect(at('/v1/chat/completions', undefined)).toEqual({ protocol: openaiChat, certain: false })
    expect(at('/v1/chat', { messages: [] })).toEqual({ protocol: openaiChat, certain: false })
    expect(at('/v1/threads/t/runs', { stream: true })).toEqual({ protocol: openaiRuns, certain: false })
    expect(at('/v1/models', {})).toBeUndefined()
    expect(mayBeCall('GET', new URL('http://any/v1/threads/t/runs/r'))).toBe(true)
    expect(mayBeCall('GET', new URL('http://any/v1/chat/completions'))).toBe(false)
  })

  it('has the provider of its host, not of a host that ends alike', () => {
    expect(providerAt(new URL('https://api.openai.com/v1'))).toBe('openai')
    expect(providerAt(new URL('https://x.openai.azure.com'))).toBe('azure.ai.openai')
    expect(providerAt(new URL('https://notopenai.com'))).toBeUndefined()
  })
})

describe('runs of assistants', () => {
  const run = { object: 'thread.run', id: 'run-1', model: 'gpt-x', started_at: 100, completed_at: 109 }
  const usage = { prompt_tokens: 9, completion_tokens: 4, prompt_token_details: { cached_tokens: 2 } }

  it('say what they used when they are over', () => {
    expect(openaiRuns.answer({ ...run, status: 'in_progress', completed_at: null, usage: null }).usage).toBeUndefined()
    expect(openaiRuns.answer({ ...run, status: 'completed', usage })).toMatchObject({
      model: 'gpt-x',
      responseId: 'run-1',
      usage: { inputTokens: 9, outputTokens: 4, cachedTokens: 2 },
      finishReasons: ['stop'],
      ran: { fromMs: 100_000, toMs: 109_000 },
    })
    const failed = {
      ...run,
      status: 'failed',
      completed_at: null,
      failed_at: 103,
      usage,
      last_error: { code: 'rate_limit_exceeded', message: 'no' },
    }
    expect(openaiRuns.answer(failed)).toMatchObject({ failure: { type: 'rate_limit_exceeded' }, ran: { toMs: 103_000 } })
    expect(openaiRuns.answer({ object: 'list', data: [run] })).toEqual({ ran: undefined })
  })

  it('are put together from their events', () => {
    const reader = openaiRuns.chunks(100)
    const delta = (value: string) => ({ object: 'thread.message.delta', delta: { content: [{ index: 0, type: 'text', text: { value } }] } })
    const events = [{ ...run, status: 'queued' }, delta('Hel'), delta('lo'), { ...run, status: 'completed', usage }]
    expect(events.map((event) => reader.read(event))).toEqual([false, true, true, false])
    expect(reader.facts()).toMatchObject({ model: 'gpt-x', usage: { inputTokens: 9 }, finishReasons: ['stop'] })
    expect(reader.facts().output?.()[0]?.parts).toEqual([{ type: 'text', content: 'Hello' }])
  })
})

describe('Bedrock', () => {
  it('has the model in the address, and counts what came from the cache as input', () => {
    const converse = bedrock('/model/eu.amazon.nova-micro-v1%3A0/converse')
    const asked = {
      messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
      system: [{ text: 'Be brief' }],
      inferenceConfig: { maxTokens: 5 },
    }
    expect(converse.request(asked)).toMatchObject({ model: 'eu.amazon.nova-micro-v1:0', attributes: { 'gen_ai.request.max_tokens': 5 } })
    expect(converse.request(asked).content()).toMatchObject({
      system: [{ type: 'text', content: 'Be brief' }],
      input: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
    })
    const content = [{ text: 'Yes' }, { toolUse: { toolUseId: 't', name: 'f', input: { a: 1 } } }]
    const usage = { inputTokens: 3, outputTokens: 7, cacheReadInputTokens: 10, totalTokens: 20 }
    const facts = converse.answer({ output: { message: { role: 'assistant', content } }, stopReason: 'tool_use', usage })
    expect(facts).toMatchObject({ usage: { inputTokens: 13, outputTokens: 7, cachedTokens: 10 }, finishReasons: ['tool_use'] })
    expect(facts.output?.()[0]?.parts).toMatchObject([{ content: 'Yes' }, { type: 'tool_call', id: 't', arguments: '{"a":1}' }])
    expect(providerAt(new URL('https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/converse'))).toBe('aws.bedrock')
  })
})

describe('generateContent', () => {
  const usageMetadata = {
    promptTokenCount: 5,
    candidatesTokenCount: 7,
    thoughtsTokenCount: 3,
    cachedContentTokenCount: 2,
    totalTokenCount: 15,
  }
  const usage = { inputTokens: 5, outputTokens: 10, cachedTokens: 2, reasoningTokens: 3 }
  const gemini = geminiContent('/v1beta/models/gemini-2.5-flash:streamGenerateContent')
  const chunk = (parts: object[], more: object = {}) => ({
    candidates: [{ content: { role: 'model', parts }, ...more }],
    modelVersion: 'gemini-2.5-flash',
  })

  it('takes model and streaming from the address, and thoughts as part of the output', () => {
    expect(gemini.request({ contents: [], generationConfig: { maxOutputTokens: 9, topP: 0.5 } })).toMatchObject({
      model: 'gemini-2.5-flash',
      streaming: true,
      attributes: { 'gen_ai.request.max_tokens': 9, 'gen_ai.request.top_p': 0.5 },
    })
    expect(gemini.answer({ ...chunk([{ text: 'Hi' }], { finishReason: 'STOP' }), usageMetadata })).toMatchObject({
      usage,
      finishReasons: ['STOP'],
    })
  })

  it('puts chunks together, as events or as one list', () => {
    const parts = [
      chunk([{ text: 'why', thought: true }]),
      chunk([{ text: 'He' }]),
      chunk([{ text: 'llo' }, { functionCall: { name: 'f', args: { a: 1 } } }]),
    ]
    const all = [...parts, { ...chunk([], { finishReason: 'STOP' }), usageMetadata }]
    const reader = gemini.chunks(100)
    for (const each of all) reader.read(each)
    for (const facts of [reader.facts(), gemini.answer(all)]) {
      expect(facts).toMatchObject({ model: 'gemini-2.5-flash', usage, finishReasons: ['STOP'] })
      expect(facts.output?.()[0]?.parts).toEqual([
        { type: 'reasoning', content: 'why' },
        { type: 'text', content: 'Hello' },
        { type: 'tool_call', id: undefined, name: 'f', arguments: '{"a":1}' },
      ])
    }
  })
})
