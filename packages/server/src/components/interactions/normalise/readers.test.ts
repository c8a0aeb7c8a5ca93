/** The readers one by one: shapes and words that the recorded cases do not have. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Attributes, type AttributeValue } from '../../../flows/ingest/attributes.ts'
import { emptyFacts, type SpanRecord } from '../../../flows/ingest/records.ts'
import { readUsageDetails } from './conventions/langfuse-usage.ts'
import { failureOf } from './failures.ts'
import { unflatten } from './flattened.ts'
import { unglue } from './glued-calls.ts'
import { assembleTrace, isContentKey, readLogPart, readSpanPart, spanFacts } from './index.ts'
import { promptText, responseText, toolCallsOf } from './message-text.ts'
import { toMessages } from './messages.ts'
import { providerId } from '../../../flows/ingest/provider-id.ts'
import { finishWord, providerOfModel } from './words.ts'

function spanWith(attributes: Record<string, AttributeValue>, scope = 'lib', name = 'x'): SpanRecord {
  return {
    origin: { service: 'app', scope, scopeVersion: '', resource: new Attributes() },
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    parentSpanId: '',
    name,
    kind: 3,
    startNs: 1_000_000_000n,
    endNs: 2_000_000_000n,
    status: 0,
    statusMessage: '',
    attributes: Attributes.of(Object.entries(attributes)),
    events: [],
    links: [],
    facts: emptyFacts(),
  }
}

const only = (attributes: Record<string, AttributeValue>, scope?: string, name?: string) => {
  const part = readSpanPart(spanWith(attributes, scope, name))
  return part ? assembleTrace([part])[0] : undefined
}

describe('counts beside text tokens', () => {
  const counted = (attributes: Record<string, AttributeValue>) => only({ 'gen_ai.operation.name': 'chat', ...attributes })?.tags

  it.each([
    [
      { 'gen_ai.usage.audio.input_tokens': 7n, 'gen_ai.usage.image.output_tokens': 3n },
      { audioInputTokens: '7', imageOutputTokens: '3' },
    ],
    [
      { 'gen_ai.usage.details.input_audio_tokens': 7, 'gen_ai.usage.details.cache_audio_read_tokens': 2 },
      { audioInputTokens: '7', cachedAudioTokens: '2' },
    ],
    [{ 'gen_ai.usage.server_tool_use.web_search_requests': 2 }, { searches: '2' }],
    [
      { 'relayscope.usage.pages': '12', 'relayscope.usage.outputSeconds': 1.5 },
      { pages: '12', outputSeconds: '1.5' },
    ],
    [{ 'relayscope.usage.pages': 'many', 'relayscope.usage.searches': -1, 'relayscope.usage.inputImages': 0 }, {}],
  ])('%o', (attributes, want) => {
    expect(counted(attributes)).toEqual(Object.fromEntries(Object.entries(want).map(([name, count]) => [`usage.${name}`, count])))
  })

  it('are found in the usage record of a provider, which a library passes on as it came', () => {
    const usage = { input_tokens: 5, output_tokens: 5, server_tool_use: { web_search_requests: 3 } }
    const attributes = { 'openinference.span.kind': 'LLM', 'output.value': JSON.stringify({ model: 'claude-opus-4-5', usage }) }
    expect(only(attributes)?.tags).toMatchObject({ 'usage.searches': '3' })
    const buckets = JSON.stringify({ input: 10, output: 4, input_audio: 6 })
    const langfuse = { 'langfuse.observation.type': 'generation', 'langfuse.observation.usage_details': buckets }
    expect(only(langfuse, 'langfuse-sdk')?.tags).toMatchObject({ 'usage.audioInputTokens': '6' })
  })

  it('tell writes to a cache for an hour from those for five minutes, and add them up where nobody else did', () => {
    const kept = {
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.cache_creation.5m_input_tokens': 30,
      'gen_ai.usage.cache_creation.1h_input_tokens': 20,
    }
    expect(only({ 'gen_ai.operation.name': 'chat', ...kept })).toMatchObject({
      promptTokens: 100,
      cacheWriteTokens: 50,
      cacheWrite1hTokens: 20,
    })
  })
})

describe('messages', () => {
  const texts = (value: unknown) =>
    toMessages(value, 'user').map((message) => [message.role, message.parts.map((part) => part.text ?? part.toolCall?.name)])

  it.each([
    ['plain text', 'hi', [['user', ['hi']]]],
    [
      'OpenAI',
      [
        { role: 'developer', content: 'be brief' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'hi' },
            { type: 'image_url', image_url: { url: 'data:xx' } },
          ],
        },
      ],
      [
        ['system', ['be brief']],
        ['user', ['hi', undefined]],
      ],
    ],
    [
      'Anthropic',
      {
        system: [{ type: 'text', text: 's' }],
        model: 'm',
        messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: '21' }] }] }],
      },
      [
        ['system', ['s']],
        ['user', ['21']],
      ],
    ],
    ['Gemini', { contents: [{ role: 'model', parts: [{ functionCall: { name: 'f', args: { a: 1 } } }] }] }, [['assistant', ['f']]]],
    ['LangChain', [[{ lc: 1, id: ['langchain_core', 'messages', 'HumanMessage'], kwargs: { content: 'hi' } }]], [['user', ['hi']]]],
    [
      'AI SDK prompt',
      { system: 's', prompt: 'hi' },
      [
        ['system', ['s']],
        ['user', ['hi']],
      ],
    ],
    [
      'Responses items',
      [
        { role: 'user', content: 'q' },
        { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c', output: '5' },
      ],
      [
        ['user', ['q']],
        ['assistant', ['f']],
        ['tool', ['5']],
      ],
    ],
    [
      'pairs',
      [
        ['system', 's'],
        ['human', 'q'],
      ],
      [
        ['system', ['s']],
        ['user', ['q']],
      ],
    ],
    [
      'texts to embed',
      ['a', 'b'],
      [
        ['user', ['a']],
        ['user', ['b']],
      ],
    ],
    ['an answer body', { choices: [{ message: { role: 'assistant', content: 'yes' } }] }, [['assistant', ['yes']]]],
  ])('%s', (_, value, want) => {
    expect(texts(value)).toEqual(want)
  })

  it('keeps NUL and lone surrogates as text', () => {
    const text = 'a\u0000b\ud83dc'
    expect(promptText(toMessages([{ role: 'user', content: text }], 'user'))).toBe(text)
  })

  it('renders one message as its text, several as blocks, and calls alone as JSON', () => {
    expect(promptText(toMessages('x', 'user'))).toBe('x')
    expect(
      promptText(
        toMessages(
          [
            { role: 'system', content: 's' },
            { role: 'user', content: 'x' },
          ],
          'user',
        ),
      ),
    ).toBe('system:\ns\n\nuser:\nx')
    const answer = toMessages(
      { role: 'assistant', content: null, tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{"a":1}' } }] },
      'assistant',
    )
    expect(responseText(answer, toolCallsOf(answer))).toBe('[{"id":"c","name":"f","arguments":"{\\"a\\":1}"}]')
  })

  it('never throws, whatever a sender makes up', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 12 }), (value) => void promptText(toMessages(value, 'user'))))
  })
})

describe('words', () => {
  it.each([
    ['openai.chat', 'openai'],
    ['OpenAI', 'openai'],
    ['anthropic.messages', 'anthropic'],
    ['az.ai.openai', 'azure'],
    ['gcp.vertex_ai', 'google'],
    ['google.generative-ai', 'google'],
    ['aws.bedrock', 'bedrock'],
    ['langchain', ''],
    ['_OTHER', ''],
  ])('provider %s', (word, want) => expect(providerId(word)).toBe(want))

  it.each([
    ['gpt-4o', 'openai'],
    ['o4-mini', 'openai'],
    ['us.anthropic.claude-sonnet-4-5-v1:0', 'anthropic'],
    ['models/gemini-2.5-pro', 'google'],
    ['openrouter/meta-llama/llama-3', 'openrouter'],
    ['my-model', ''],
  ])('provider of %s', (model, want) => expect(providerOfModel(model)).toBe(want))

  it.each([
    ['end_turn', 'stop'],
    ['tool-calls', 'tool_calls'],
    ['MAX_TOKENS', 'length'],
    ['FinishReason.SAFETY', 'content_filter'],
    ['refusal', 'content_filter'],
    ['pause_turn', 'pause_turn'],
    ['', ''],
  ])('finish reason %s', (word, want) => expect(finishWord(word)).toBe(want))
})

describe('failures', () => {
  it.each([
    ['429 Rate limit reached', '', { code: '429', timedOut: false }],
    ['Error code: 503 - {"error": {"type": "server_error"}}', '', { code: '503', type: 'server_error' }],
    ['429 {"type":"error","error":{"type":"rate_limit_error"}}', 'Error', { code: '429', type: 'rate_limit_error' }],
    ['Request timed out.', 'APIConnectionTimeoutError', { timedOut: true, code: '' }],
    ['deadline exceeded', '', { timedOut: true }],
    ['2048 tokens at most', 'BadRequestError', { code: '', type: 'BadRequestError', timedOut: false }],
  ])('%s', (message, type, want) => expect(failureOf(message, type)).toMatchObject(want))
})

describe('tokens', () => {
  it("adds up Langfuse's buckets, and sees when they overlap", () => {
    expect(readUsageDetails({ input: 18, input_cached_tokens: 5120, output: 2, output_reasoning_tokens: 64, total: 5204 })).toMatchObject({
      prompt: 5138,
      response: 66,
      cached: 5120,
      reasoning: 64,
    })
    expect(readUsageDetails({ input: 5138, input_cached_tokens: 5120, output: 14, total: 5152 })).toMatchObject({
      prompt: 5138,
      response: 14,
      cached: 5120,
    })
    expect(readUsageDetails({ prompt_tokens: 30, completion_tokens: 4, prompt_tokens_details: { cached_tokens: 8 } })).toMatchObject({
      prompt: 30,
      response: 4,
      cached: 8,
    })
    expect(readUsageDetails({ input_tokens: 24, cache_read_input_tokens: 5120, output_tokens: 2 })).toMatchObject({
      prompt: 5144,
      cached: 5120,
    })
  })

  it("includes cached tokens whatever the library's habit", () => {
    const genAi = {
      'gen_ai.request.model': 'claude-x',
      'gen_ai.usage.input_tokens': 24,
      'gen_ai.usage.output_tokens': 2,
      'gen_ai.usage.cache_read.input_tokens': 20,
    }
    expect(only(genAi, '@traceloop/instrumentation-anthropic')).toMatchObject({ promptTokens: 44, totalTokens: 46 })
    expect(only(genAi, 'opentelemetry.instrumentation.anthropic')).toMatchObject({ promptTokens: 24 })
    expect(only({ ...genAi, 'gen_ai.usage.cache_read.input_tokens': 5120 }, 'any')).toMatchObject({ promptTokens: 5144 })
    const ai5 = {
      'ai.operationId': 'ai.generateText.doGenerate',
      'ai.model.provider': 'anthropic.messages',
      'ai.model.id': 'claude-x',
      'ai.usage.inputTokens': 24,
      'ai.usage.outputTokens': 2,
      'ai.usage.cachedInputTokens': 10,
    }
    expect(only(ai5, 'ai')).toMatchObject({ promptTokens: 34, cachedTokens: 10 })
    expect(only({ ...ai5, 'ai.usage.inputTokenDetails.cacheReadTokens': 10 }, 'ai')).toMatchObject({ promptTokens: 24 })
  })

  it('leaves unknown usage unknown, and marks a stream that was never counted to its end', () => {
    expect(only({ 'gen_ai.request.model': 'gpt-4o' })?.promptTokens).toBeUndefined()
    expect(only({ 'gen_ai.request.model': 'claude-x', 'gen_ai.usage.input_tokens': 26 })).toMatchObject({
      promptTokens: 26,
      tokensEstimated: true,
    })
    expect(only({ 'gen_ai.operation.name': 'embeddings', 'gen_ai.request.model': 'e', 'gen_ai.usage.input_tokens': 26 })).toMatchObject({
      promptTokens: 26,
      tokensEstimated: false,
      servedModel: 'e',
    })
  })
})

describe('conventions', () => {
  it("reads OpenLLMetry's flattened messages", () => {
    const record = only({
      'llm.request.type': 'chat',
      'gen_ai.system': 'Langchain',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.prompt.0.role': 'user',
      'gen_ai.prompt.0.content': 'q',
      'gen_ai.completion.0.role': 'assistant',
      'gen_ai.completion.0.finish_reason': 'tool_calls',
      'gen_ai.completion.0.tool_calls.0.id': 'c1',
      'gen_ai.completion.0.tool_calls.0.name': 'f',
      'gen_ai.completion.0.tool_calls.0.arguments': '{"a":1}',
      'gen_ai.usage.prompt_tokens': 5,
      'gen_ai.usage.completion_tokens': 2,
    })
    expect(record).toMatchObject({
      source: 'traceloop',
      provider: 'openai',
      prompt: 'q',
      finishReason: 'tool_calls',
      promptTokens: 5,
      toolCalls: [{ id: 'c1', name: 'f', arguments: '{"a":1}' }],
    })
  })

  it('reads OpenLIT and LiteLLM', () => {
    const openLit = only(
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.system': 'openai',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.request.is_stream': true,
        'gen_ai.server.time_to_first_token': 0.25,
        'gen_ai.usage.cost': 0.001,
      },
      'openlit.otel.tracing',
    )
    expect(openLit).toMatchObject({ source: 'openlit', streaming: true, timeToFirstTokenMs: 250, tags: { reportedCostUsd: '0.001' } })
    const liteLlm = only(
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'alias',
        'litellm.provider.model': 'gpt-4o-2024-08-06',
        'litellm.call_id': 'r1',
      },
      'litellm',
    )
    expect(liteLlm).toMatchObject({
      source: 'litellm',
      requestedModel: 'alias',
      servedModel: 'gpt-4o-2024-08-06',
      provider: 'openai',
      requestId: 'r1',
    })
    expect(
      readSpanPart(spanWith({ 'llm.openai.messages': '[]', 'gen_ai.request.model': 'x' }, 'litellm', 'raw_gen_ai_request')),
    ).toBeUndefined()
  })

  it("reads Langfuse's first token as a time and its level as an error", () => {
    const record = only({
      'langfuse.observation.type': 'generation',
      'langfuse.observation.model.name': 'gpt-4o',
      'langfuse.observation.completion_start_time': '"1970-01-01T00:00:01.250Z"',
      'langfuse.observation.level': 'ERROR',
      'langfuse.observation.status_message': '429 too many',
    })
    expect(record).toMatchObject({
      timeToFirstTokenMs: 250,
      streaming: true,
      errorCode: '429',
      requestedModel: 'gpt-4o',
      servedModel: '',
      provider: 'openai',
    })
  })

  it('takes glued tool calls apart', () => {
    const glued = { id: 'call_1call_2', name: 'get_weatherget_time', arguments: '{"c":"}{"}{"z":1}' }
    expect(unglue([glued], ['get_time', 'get_weather'])).toEqual([
      { id: 'call_1', name: 'get_weather', arguments: '{"c":"}{"}' },
      { id: 'call_2', name: 'get_time', arguments: '{"z":1}' },
    ])
    expect(unglue([{ name: 'get_time', arguments: '{"a":1}{"b":2}' }], ['get_time'])).toMatchObject([{ name: '' }, { name: 'get_time' }])
    expect(unglue([{ name: 'f', arguments: '{"a":"}{"}' }], [])).toHaveLength(1)
  })

  it('builds lists from flattened keys without trusting the numbers in them', () => {
    const attributes = Attributes.of([
      ['p.1.a', 'x'],
      ['p.0.b.c', 2],
      ['p.99999.a', 'far'],
      ['p.0.__proto__.polluted', 'y'],
    ])
    expect(unflatten(attributes, 'p.')).toMatchObject([{ b: { c: 2 } }, { a: 'x' }])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('never throws on made-up attributes', () => {
    const key = fc.constantFrom(
      'gen_ai.operation.name',
      'gen_ai.input.messages',
      'gen_ai.output.messages',
      'gen_ai.prompt.0.content',
      'gen_ai.prompt.0',
      'ai.operationId',
      'ai.prompt',
      'ai.values',
      'ai.response.toolCalls',
      'langfuse.observation.type',
      'langfuse.observation.input',
      'langfuse.observation.usage_details',
      'langfuse.observation.completion_start_time',
      'openinference.span.kind',
      'input.value',
      'output.value',
      'llm.input_messages.0.message.content',
      'llm.output_messages.0.message',
      'metadata',
      'gen_ai.usage.input_tokens',
    )
    const value: fc.Arbitrary<AttributeValue> = fc.oneof(
      fc.constantFrom(
        'chat',
        'LLM',
        'generation',
        'ai.streamText.doStream',
        '{',
        '[[',
        '{"generations":[[null]]}',
        '{"choices":{}}',
        '[{"role":5}]',
        '"x"',
      ),
      fc.jsonValue().map((json) => JSON.stringify(json)),
      fc.string(),
      fc.double(),
      fc.bigInt(),
      fc.constant(null),
      fc.constant([[]] as AttributeValue[]),
    )
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 10 }), (attributes) => {
        const span = spanWith(attributes)
        spanFacts(span)
        const part = readSpanPart(span)
        if (part) assembleTrace([part])
        readLogPart({ ...span, timeNs: 0n, severity: 0, eventName: 'gen_ai.choice', body: Attributes.of(Object.entries(attributes)) })
      }),
    )
  })
})

describe('facts', () => {
  it('finds the names that people filter by', () => {
    const span = spanWith({
      'http.route': '/api/chat?x=1',
      'http.request.method': 'POST',
      'http.response.status_code': '502',
      'enduser.id': 'u',
      'org.id': 'o',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.response.model': 'gpt-4o-1',
      'gen_ai.system': 'openai.chat',
      'gen_ai.operation.name': 'chat',
    })
    spanFacts(span)
    expect(span.facts).toMatchObject({
      component: 'model',
      operation: 'chat',
      provider: 'openai',
      model: 'gpt-4o-1',
      userId: 'u',
      organizationId: 'o',
      requestPath: '/api/chat',
      requestMethod: 'POST',
      httpStatus: 502,
    })
  })

  it('keeps what a sender has given, and always names a component', () => {
    const given = spanWith({ 'user.id': 'other' })
    given.facts.userId = 'u'
    spanFacts(given)
    expect(given.facts).toMatchObject({ userId: 'u', component: 'app', operation: 'x' })
    const database = spanWith({ 'db.system': 'postgresql' })
    spanFacts(database)
    expect(database.facts.component).toBe('database')
  })

  it('knows the keys that carry content', () => {
    expect(
      ['gen_ai.input.messages', 'llm.output_messages.3.message.content', 'ai.prompt', 'embedding.embeddings.0.embedding.vector'].every(
        isContentKey,
      ),
    ).toBe(true)
    expect(['gen_ai.request.model', 'llm.token_count.prompt', 'http.route'].some(isContentKey)).toBe(false)
  })
})
