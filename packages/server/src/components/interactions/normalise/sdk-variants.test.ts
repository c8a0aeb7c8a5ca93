/** Versions and libraries that the recorded cases do not have; the attributes are what they write. */
import { describe, expect, it } from 'vitest'
import { type OtlpJson, recordsOf } from '../../../../test/otlp-json-records.ts'
import type { InteractionRecord } from '../../../flows/ingest/interaction-record.ts'
import { assembleTrace, type CallPart, duplicateKeys, mergeDuplicates, readSpanPart, twinsOf } from './index.ts'

interface Span {
  scope?: string
  id?: string
  parent?: string
  trace?: string
  name?: string
  startMs?: number
  endMs?: number
  error?: string
  attributes: Record<string, string | number | boolean>
}

const T0 = 1_790_000_000_000

function partsOf(spans: readonly Span[]): CallPart[] {
  const data: OtlpJson = {
    resourceSpans: spans.map((span) => ({
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'app' } }] },
      scopeSpans: [{ scope: { name: span.scope ?? 'lib' }, spans: [jsonOf(span)] }],
    })),
  }
  return recordsOf(data)
    .spans.map(readSpanPart)
    .filter((part) => part !== undefined)
}

function jsonOf(span: Span) {
  const time = (ms: number) => String(BigInt(T0 + ms) * 1_000_000n)
  return {
    traceId: (span.trace ?? 'a').repeat(32),
    spanId: (span.id ?? '1').repeat(16),
    parentSpanId: span.parent?.repeat(16),
    name: span.name ?? 'x',
    kind: 3,
    startTimeUnixNano: time(span.startMs ?? 0),
    endTimeUnixNano: time(span.endMs ?? 100),
    attributes: Object.entries(span.attributes).map(([key, value]) => ({
      key,
      value:
        typeof value === 'string'
          ? { stringValue: value }
          : typeof value === 'boolean'
            ? { boolValue: value }
            : { intValue: String(value) },
    })),
    status: span.error === undefined ? {} : { code: 2, message: span.error },
  }
}

const interactions = (...spans: Span[]): InteractionRecord[] => assembleTrace(partsOf(spans))

describe('counts as the product means them', () => {
  const aiSdk = (provider: string, metadata: object, prompt: number) =>
    interactions({
      scope: 'ai',
      attributes: {
        'ai.operationId': 'ai.generateText.doGenerate',
        'ai.model.provider': provider,
        'ai.model.id': 'm',
        'ai.response.text': 'Paris.',
        'ai.usage.promptTokens': prompt,
        'ai.usage.completionTokens': 30,
        'ai.response.providerMetadata': JSON.stringify(metadata),
      },
    })[0]

  it('AI SDK 4 and 5: cached and reasoning tokens are in the metadata of the provider', () => {
    expect(aiSdk('openai.chat', { openai: { reasoningTokens: 20, cachedPromptTokens: 100 } }, 120)).toMatchObject({
      promptTokens: 120,
      cachedTokens: 100,
      reasoningTokens: 20,
    })
    expect(aiSdk('anthropic.messages', { anthropic: { cacheCreationInputTokens: 50, cacheReadInputTokens: 100 } }, 20)).toMatchObject({
      promptTokens: 170,
      cachedTokens: 100,
      cacheWriteTokens: 50,
    })
    expect(
      aiSdk('anthropic.messages', { anthropic: { usage: { cache_read_input_tokens: 100 }, cacheCreationInputTokens: null } }, 20),
    ).toMatchObject({
      promptTokens: 120,
      cachedTokens: 100,
    })
  })

  const gemini = (extra: Record<string, number>) =>
    interactions({
      attributes: {
        'gen_ai.operation.name': 'generate_content',
        'gen_ai.provider.name': 'gcp.gen_ai',
        'gen_ai.request.model': 'gemini-2.5-flash',
        'gen_ai.usage.input_tokens': 120,
        'gen_ai.usage.output_tokens': 10,
        ...extra,
      },
    })[0]

  it('Gemini: thoughts are beside the answer, and the total tells of them', () => {
    expect(gemini({})).toMatchObject({ responseTokens: 10, totalTokens: 130 })
    expect(gemini({ 'gen_ai.usage.total_tokens': 150 })).toMatchObject({ responseTokens: 30, totalTokens: 150 })
    expect(gemini({ 'gen_ai.usage.total_tokens': 150, 'gen_ai.usage.reasoning_tokens': 20 })).toMatchObject({
      responseTokens: 30,
      reasoningTokens: 20,
    })
  })

  it('a total that has the cached part on top of the input says that the input leaves it out', () => {
    const usage = (total: number, reasoning = 0) =>
      interactions({
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': 'some-model',
          'gen_ai.usage.input_tokens': 200,
          'gen_ai.usage.output_tokens': 30,
          'gen_ai.usage.cache_read.input_tokens': 150,
          'gen_ai.usage.reasoning_tokens': reasoning,
          'gen_ai.usage.total_tokens': total,
        },
      })[0]
    expect(usage(230)).toMatchObject({ promptTokens: 200, responseTokens: 30 })
    expect(usage(380)).toMatchObject({ promptTokens: 350, responseTokens: 30 })
    expect(usage(400, 20)).toMatchObject({ promptTokens: 350, responseTokens: 50 })
    expect(usage(250, 20)).toMatchObject({ promptTokens: 200, responseTokens: 50 })
  })

  it("LiteLLM: the details are in Python's way of writing a record", () => {
    const usage =
      "{'completion_tokens': 30, 'prompt_tokens_details': {'cached_tokens': 100, 'cache_creation_tokens': 50}, 'completion_tokens_details': {'reasoning_tokens': 20}}"
    const attributes = {
      'gen_ai.request.model': 'claude-x',
      'gen_ai.system': 'anthropic',
      'gen_ai.usage.input_tokens': 170,
      'gen_ai.usage.output_tokens': 30,
    }
    expect(
      interactions({ scope: 'litellm', name: 'litellm_request', attributes: { ...attributes, 'metadata.usage_object': usage } }),
    ).toMatchObject([{ promptTokens: 170, responseTokens: 30, cachedTokens: 100, cacheWriteTokens: 50, reasoningTokens: 20 }])
    expect(
      interactions({ scope: 'litellm', attributes: { ...attributes, 'metadata.usage_object': 'None' } })[0].cachedTokens,
    ).toBeUndefined()
  })
})

describe('steps around calls are no calls', () => {
  const chat: Span = {
    id: '2',
    parent: '1',
    startMs: 10,
    endMs: 90,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.system': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.response.model': 'none',
      'gen_ai.response.finish_reasons': '["STOP"]',
      'gen_ai.usage.output_tokens': 3,
    },
  }

  it.each([
    ['Spring AI', { 'gen_ai.operation.name': 'framework', 'gen_ai.system': 'spring_ai', 'spring.ai.kind': 'chat_client' }],
    ['Microsoft.Extensions.AI', { 'gen_ai.operation.name': 'orchestrate_tools', 'gen_ai.request.model': 'gpt-4o' }],
    ['Strands', { 'gen_ai.operation.name': 'execute_event_loop_cycle', 'gen_ai.provider.name': 'strands-agents' }],
    ['a word nobody knows, without a model', { 'gen_ai.operation.name': 'supervise' }],
  ])('%s', (_, attributes) => {
    expect(interactions({ id: '1', attributes }, chat)).toMatchObject([
      { provider: 'openai', requestedModel: 'gpt-4o', servedModel: '', finishReason: 'stop', status: 1 },
    ])
    expect(interactions({ id: '1', attributes: { ...attributes, 'gen_ai.request.model': 'none' } })).toEqual([])
  })

  it('a word nobody knows with a model is a call', () => {
    expect(interactions({ attributes: { 'gen_ai.operation.name': 'ocr', 'gen_ai.request.model': 'mistral-ocr' } })).toMatchObject([
      { operation: 'ocr', provider: 'mistral' },
    ])
  })

  it('the name of a framework is no provider', () => {
    expect(
      interactions({
        attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'strands-agents', 'gen_ai.request.model': 'gpt-4o' },
      })[0].provider,
    ).toBe('openai')
  })
})

it("Google's agent kit: the request and the answer as a whole", () => {
  const request = {
    model: 'gemini-2.5-flash',
    config: { system_instruction: 'Be brief.' },
    contents: [{ role: 'user', parts: [{ text: 'Hello?' }] }],
  }
  const [record] = interactions({
    scope: 'gcp.vertex.agent',
    name: 'call_llm',
    attributes: {
      'gen_ai.system': 'gcp.vertex.agent',
      'gen_ai.request.model': 'gemini-2.5-flash',
      'gcp.vertex.agent.llm_request': JSON.stringify(request),
      'gcp.vertex.agent.llm_response': JSON.stringify({ content: { role: 'model', parts: [{ text: 'Hi.' }] } }),
    },
  })
  expect(record).toMatchObject({ provider: 'google', prompt: 'system:\nBe brief.\n\nuser:\nHello?', response: 'Hi.' })
})

describe('LangChain as OpenInference records it', () => {
  const answered = (kwargs: object, kind = 'AIMessage', parameters: object = { model: 'm-1' }) =>
    interactions({
      attributes: {
        'openinference.span.kind': 'LLM',
        'llm.model_name': 'm-1',
        'llm.invocation_parameters': JSON.stringify(parameters),
        'output.value': JSON.stringify({
          generations: [[{ text: 'Paris.', message: { lc: 1, type: 'constructor', id: ['langchain_core', 'messages', kind], kwargs } }]],
        }),
      },
    })[0]
  const content = 'Paris.'

  it("Anthropic's answer is told under its own names, and elsewhere for a stream", () => {
    const told = { model: 'm-1-20250929', stop_reason: 'end_turn', id: 'msg_1' }
    expect(answered({ content, response_metadata: told })).toMatchObject({
      requestedModel: 'm-1',
      servedModel: 'm-1-20250929',
      finishReason: 'stop',
      responseId: 'msg_1',
      response: 'Paris.',
    })
    expect(answered({ content, additional_kwargs: told, response_metadata: { usage: {} } }, 'AIMessageChunk')).toMatchObject({
      servedModel: 'm-1-20250929',
      finishReason: 'stop',
      streaming: true,
    })
  })

  it("OpenAI's Responses end with a status", () => {
    const told = { model: 'm-1m-1', model_name: 'm-1-2024', object: 'response', status: 'completed', incomplete_details: null }
    expect(answered({ content, response_metadata: told })).toMatchObject({ servedModel: 'm-1-2024', finishReason: 'stop' })
    expect(answered({ content, response_metadata: { ...told, incomplete_details: { reason: 'max_output_tokens' } } }).finishReason).toBe(
      'length',
    )
  })

  it('an answer put together from pieces was a stream, whatever the parameters of the model say', () => {
    expect(answered({ content }, 'AIMessageChunk', { model: 'm-1', stream: false }).streaming).toBe(true)
    expect(answered({ content }, 'AIMessage', { model: 'm-1', stream: false }).streaming).toBe(false)
  })
})

describe('Logfire', () => {
  const base = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.system': 'openai',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Hi?"}]}]',
  }
  const opened: Span = {
    scope: 'logfire.openai',
    id: '1',
    startMs: 0,
    endMs: 40,
    attributes: { ...base, 'gen_ai.response.model': 'gpt-4o', 'logfire.span_type': 'span' },
  }
  const ended: Span = {
    scope: 'logfire.openai',
    id: '2',
    startMs: 3040,
    endMs: 3040,
    attributes: {
      ...base,
      'logfire.span_type': 'log',
      duration: 3,
      'gen_ai.response.id': 'c1',
      'gen_ai.response.model': 'gpt-4o-2024-08-06',
      'gen_ai.usage.input_tokens': 120,
      'gen_ai.usage.output_tokens': 30,
      'gen_ai.usage.raw': '{"prompt_tokens":120,"completion_tokens":30,"completion_tokens_details":{"reasoning_tokens":20}}',
    },
  }

  it('two spans of one stream are one call as long as the stream', () => {
    for (const spans of [
      [opened, ended],
      [ended, opened],
    ]) {
      const [record, ...more] = interactions(...spans)
      expect(more).toEqual([])
      expect(record).toMatchObject({ source: 'logfire', streaming: true, servedModel: 'gpt-4o-2024-08-06', reasoningTokens: 20 })
      expect(record.endNs - record.startNs).toBe(3_000_000_000n)
    }
  })

  it('a request that failed is a call', () => {
    expect(interactions({ ...opened, error: 'RateLimitError: Error code: 429 - x' })).toMatchObject([
      { status: 2, errorCode: '429', servedModel: '' },
    ])
  })
})

describe('a refusal that two libraries report in two traces', () => {
  const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'anthropic', 'gen_ai.request.model': 'claude-x' }
  const outer = (startMs: number, id: string): Span => ({
    scope: 'opentelemetry.instrumentation.anthropic',
    trace: id,
    id,
    startMs,
    endMs: startMs + 300,
    error: 'Error code: 429 - x',
    attributes: { ...attributes, 'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Hi?"}]}]' },
  })
  const inner = (startMs: number, id: string, code = 429): Span => ({
    scope: 'com.anthropic.sdk.python',
    trace: id,
    id,
    startMs,
    endMs: startMs + 290,
    error: '',
    attributes: { ...attributes, 'http.response.status_code': code, 'error.type': 'rate_limit_error' },
  })
  const joined = (...spans: Span[]): string[] => {
    const records = spans.flatMap((span) => interactions(span))
    const ids = records.map((record) => {
      const keys = duplicateKeys(record)
      const candidates = records.filter((other) => duplicateKeys(other).some((key) => keys.includes(key)))
      return twinsOf(record, candidates).reduce((a, b) => mergeDuplicates(a, b)).id
    })
    return [...new Set(ids)]
  }

  it('is one call, whichever comes first', () => {
    expect(joined(outer(0, 'a'), inner(1, 'b'))).toHaveLength(1)
    expect(joined(inner(9, 'b'), outer(0, 'a'))).toHaveLength(1)
  })

  it('two at once are two, and what differs stays apart', () => {
    expect(joined(outer(0, 'a'), inner(1, 'b'), outer(3, 'c'), inner(4, 'd'))).toHaveLength(2)
    expect(joined(outer(0, 'a'), outer(1, 'b'))).toHaveLength(2)
    expect(joined(outer(0, 'a'), inner(200, 'b'))).toHaveLength(2)
    expect(joined(outer(0, 'a'), inner(1, 'b', 529))).toHaveLength(2)
  })
})
