/**
 * The fields one can search by: the one home of their names, used by the server, the suggestions of the search box and
 * the documentation.
 */
export type FieldType =
  | 'enum' // one of `values`
  | 'text' // the whole value, wildcards allowed, letter case does not count
  | 'id' // the whole value, exact but for wildcards
  | 'words' // a part of the value
  | 'flag' // true or false
  | 'number'
  | 'tokens' // a number; k and M allowed
  | 'duration' // ns us ms s m h d; a bare number is milliseconds
  | 'money' // in the currency of the record
  | 'time'

export interface FieldValue {
  readonly value: string
  readonly aliases: readonly string[]
}

export interface SearchField {
  readonly name: string
  /** Also understood, whatever the letter case and underscores. */
  readonly aliases: readonly string[]
  readonly type: FieldType
  readonly description: string
  readonly examples: readonly string[]
  /** Of an enum. */
  readonly values?: readonly FieldValue[]
  /** Its values can be counted; `panel`: shown beside the list without being asked for. */
  readonly facet?: 'panel' | 'asked'
}

export interface FieldCatalogue {
  readonly name: 'traces' | 'interactions' | 'decisions'
  readonly fields: readonly SearchField[]
}

const statusValues: readonly FieldValue[] = [
  { value: 'success', aliases: ['ok'] },
  { value: 'error', aliases: ['failed', 'failure', 'err'] },
  { value: 'timeout', aliases: ['timed_out', 'timedout'] },
]

/** Of a whole request there is one more word: it succeeded, but not in the time that is usual for its name. */
const traceStatusValues: readonly FieldValue[] = [...statusValues, { value: 'slow', aliases: [] }]

const cacheValues: readonly FieldValue[] = [
  { value: 'hit', aliases: [] },
  { value: 'miss', aliases: [] },
]

type Extra = Partial<Pick<SearchField, 'aliases' | 'facet' | 'values'>>

function field(name: string, type: FieldType, description: string, examples: readonly string[], extra: Extra = {}): SearchField {
  return { name, aliases: [], type, description, examples, ...extra }
}

const who: readonly SearchField[] = [
  field('user', 'id', 'The end user the gateway named', ['user:user-123'], { aliases: ['userId', 'user.id'], facet: 'asked' }),
  field('organization', 'text', 'The organisation or tenant', ['organization:acme'], {
    aliases: ['org', 'organizationId', 'tenant'],
    facet: 'panel',
  }),
  field('request', 'id', 'Request id', ['request:req-abc'], { aliases: ['requestId'] }),
  field('session', 'id', 'Session or conversation id', ['session:chat-7'], {
    aliases: ['sessionId', 'conversation', 'session.id'],
    facet: 'asked',
  }),
]

export const TRACE_FIELDS: FieldCatalogue = {
  name: 'traces',
  fields: [
    field(
      'status',
      'enum',
      'How the request ended; slow: it succeeded, over the 95th percentile of its name',
      ['status:error', 'status:slow'],
      {
        values: traceStatusValues,
        facet: 'panel',
      },
    ),
    field('name', 'text', 'Name of the trace', ['name:"POST /v1/chat/completions"', 'name:chat*'], {
      aliases: ['trace.name'],
      facet: 'panel',
    }),
    field('duration', 'duration', 'From the start of the first span to the end of the last', ['duration:>2s', 'duration:100ms..1s'], {
      aliases: ['latency', 'took', 'durationMs', 'latencyMs'],
      facet: 'panel',
    }),
    field('provider', 'text', 'Provider of a model that was called', ['provider:openai'], { facet: 'panel' }),
    field('model', 'text', 'Model that was called', ['model:gpt-4*', 'model:(gpt-4o OR o3)'], { facet: 'panel' }),
    field('service', 'text', 'Service that took part', ['service:gateway'], { aliases: ['service.name'], facet: 'panel' }),
    field('component', 'text', 'Component of a span', ['component:provider'], { facet: 'panel' }),
    field('operation', 'text', 'Operation of a span', ['operation:chat.completion'], { aliases: ['op'], facet: 'asked' }),
    field('path', 'text', 'Path of the request', ['path:/v1/*'], { aliases: ['requestPath', 'route', 'url'], facet: 'panel' }),
    field('cache', 'enum', 'Whether a cache answered', ['cache:hit', '-cache:miss'], { values: cacheValues, facet: 'panel' }),
    field('method', 'text', 'HTTP method of the request', ['method:POST'], { aliases: ['requestMethod'], facet: 'asked' }),
    ...who,
    field('trace', 'id', 'Trace id', ['trace:4bf92f3577b34da6a3ce929d0e0e4736'], { aliases: ['traceId', 'id'] }),
    field('span', 'text', 'Name of a span', ['span:"cache lookup"'], { aliases: ['spanName', 'span.name'], facet: 'asked' }),
    field('spanId', 'id', 'Id of a span', ['spanId:00f067aa0ba902b7'], {}),
    field('kind', 'enum', 'Kind of a span', ['kind:client'], {
      aliases: ['spanKind'],
      values: ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'].map((value) => ({ value, aliases: [] })),
    }),
    field('error', 'words', 'Part of an error message', ['error:"rate limit"'], { aliases: ['errorMessage', 'message'] }),
    field('errorType', 'text', 'Type or class of an error of a span', ['errorType:RateLimitError'], {
      aliases: ['error.type'],
      facet: 'asked',
    }),
    field('httpStatus', 'number', 'HTTP status of a span', ['httpStatus:429', 'httpStatus:>=500'], {
      aliases: ['code', 'statusCode', 'http.status_code', 'http.response.status_code'],
    }),
    field('spans', 'number', 'Number of spans', ['spans:>100'], { aliases: ['spanCount'] }),
    field('errors', 'number', 'Number of failed spans', ['errors:>1'], { aliases: ['errorCount'] }),
    field('interactions', 'number', 'Number of AI interactions', ['interactions:>1'], { aliases: ['interactionCount', 'calls'] }),
    field('tokens', 'tokens', 'Tokens of all AI interactions together', ['tokens:>10k'], { aliases: ['totalTokens'] }),
    field('promptTokens', 'tokens', 'Tokens of all prompts together', ['promptTokens:>4k'], { aliases: ['inputTokens', 'tokensIn'] }),
    field('responseTokens', 'tokens', 'Tokens of all answers together', ['responseTokens:>1k'], {
      aliases: ['outputTokens', 'completionTokens', 'tokensOut'],
    }),
    field('cost', 'money', 'Cost of all AI interactions together', ['cost:>=0.05'], { facet: 'panel' }),
    field('ttft', 'duration', 'Time to the first token of an AI interaction', ['ttft:>1s'], {
      aliases: ['timeToFirstToken', 'firstToken'],
    }),
    field('complete', 'flag', 'The root span has arrived', ['complete:false'], {}),
    field('time', 'time', 'Start of the trace', ['time:>now-10m', 'time:2026-03-11T12:00Z..2026-03-11T13:00Z'], {
      aliases: ['startTime', 'timestamp', 'start'],
    }),
  ],
}

export const INTERACTION_FIELDS: FieldCatalogue = {
  name: 'interactions',
  fields: [
    field('status', 'enum', 'How the call ended', ['status:error', '-status:success'], { values: statusValues, facet: 'panel' }),
    field('provider', 'text', 'Provider of the model', ['provider:openai'], { facet: 'panel' }),
    field('model', 'text', 'The model that answered, else the one that was asked for', ['model:gpt-4*', 'model:(gpt-4o OR o3)'], {
      facet: 'panel',
    }),
    field('requestedModel', 'text', 'The model that was asked for', ['requestedModel:gpt-4o'], { facet: 'asked' }),
    field('servedModel', 'text', 'The model that answered', ['servedModel:gpt-4o-2024-08-06'], { facet: 'asked' }),
    field('operation', 'text', 'chat, embeddings, ...', ['operation:chat'], { aliases: ['op'], facet: 'panel' }),
    field('latency', 'duration', 'From the request to the end of the answer', ['latency:>2s', 'latency:100ms..1s'], {
      aliases: ['duration', 'took', 'latencyMs', 'durationMs'],
      facet: 'panel',
    }),
    field('ttft', 'duration', 'Time to the first token', ['ttft:>1s'], { aliases: ['timeToFirstToken', 'firstToken'], facet: 'panel' }),
    field('tokens', 'tokens', 'Tokens, prompt and answer', ['tokens:>10k'], { aliases: ['totalTokens'], facet: 'panel' }),
    field('promptTokens', 'tokens', 'Tokens of the prompt, cached ones included', ['promptTokens:>4k'], {
      aliases: ['inputTokens', 'tokensIn'],
    }),
    field('responseTokens', 'tokens', 'Tokens of the answer, reasoning included', ['responseTokens:>1k'], {
      aliases: ['outputTokens', 'completionTokens', 'tokensOut'],
    }),
    field('cachedTokens', 'tokens', "Tokens of the prompt read from the provider's cache", ['cachedTokens:>0'], {}),
    field('reasoningTokens', 'tokens', 'Tokens spent on reasoning', ['reasoningTokens:>1k'], {}),
    field('speed', 'number', 'Tokens per second', ['speed:<20'], { aliases: ['tokensPerSecond', 'tps'] }),
    field('cost', 'money', 'Cost of the call', ['cost:>=0.05'], { facet: 'panel' }),
    field('currency', 'text', 'Currency of the cost', ['currency:USD'], { facet: 'asked' }),
    ...who,
    field('service', 'text', 'Service that made the call', ['service:gateway'], { aliases: ['service.name'], facet: 'panel' }),
    field('trace', 'id', 'Trace id', ['trace:4bf92f3577b34da6a3ce929d0e0e4736'], { aliases: ['traceId'] }),
    field('spanId', 'id', "Id of the call's span", ['spanId:00f067aa0ba902b7'], { aliases: ['span'] }),
    field('id', 'id', 'Id of the interaction', ['id:i1'], { aliases: ['interaction', 'interactionId'] }),
    field('responseId', 'id', "The provider's own id of the answer", ['responseId:chatcmpl-9x'], {}),
    field('prompt', 'words', 'Part of the prompt', ['prompt:"rate limit"'], { aliases: ['input'] }),
    field('response', 'words', 'Part of the answer', ['response:sorry'], { aliases: ['output', 'answer', 'completion'] }),
    field('tool', 'text', 'Name of a tool the model called', ['tool:get_weather'], { aliases: ['toolCall'] }),
    field('finish', 'text', 'Why the answer ended', ['finish:length'], { aliases: ['finishReason'], facet: 'asked' }),
    field('streaming', 'flag', 'The answer was streamed', ['streaming:true'], { aliases: ['stream'], facet: 'asked' }),
    field('attempt', 'number', 'Position among the attempts of one operation, from 1', ['attempt:>1'], {}),
    field('tier', 'text', 'Service tier', ['tier:priority'], { aliases: ['serviceTier'], facet: 'asked' }),
    field('region', 'text', 'Region of the provider', ['region:eu-west-1'], { facet: 'asked' }),
    field('source', 'text', 'The convention it was read from', ['source:openinference'], { facet: 'asked' }),
    field('error', 'words', 'Part of the error message', ['error:"rate limit"'], { aliases: ['errorMessage', 'message'] }),
    field('errorType', 'text', 'Type or class of the error', ['errorType:RateLimitError'], { aliases: ['error.type'], facet: 'asked' }),
    field('errorCode', 'text', 'Code of the error', ['errorCode:429'], { aliases: ['code', 'error.code'], facet: 'asked' }),
    field('estimated', 'flag', 'The token counts are an estimate', ['estimated:true'], { aliases: ['tokensEstimated'] }),
    field('time', 'time', 'Start of the call', ['time:>now-10m'], { aliases: ['startTime', 'timestamp', 'start'] }),
  ],
}

const outcomeValues: readonly FieldValue[] = [
  { value: 'success', aliases: ['ok'] },
  { value: 'error', aliases: ['failed', 'failure', 'err'] },
  { value: 'rejected', aliases: ['denied', 'refused'] },
]

const decisionTypes = ['rule_evaluation', 'model_selection', 'cache_decision', 'budget_check', 'other']

export const DECISION_FIELDS: FieldCatalogue = {
  name: 'decisions',
  fields: [
    field('status', 'enum', 'How the request ended', ['status:rejected'], {
      aliases: ['outcome', 'finalOutcome.status'],
      values: outcomeValues,
      facet: 'panel',
    }),
    field('rule', 'text', 'Id or name of a rule that matched', ['rule:rule-123', 'rule:"High Quality"'], {
      aliases: ['ruleId', 'ruleName', 'matched'],
      facet: 'panel',
    }),
    field('evaluatedRule', 'text', 'Id or name of a rule that was there and did not match', ['evaluatedRule:"Cost Saver"'], {
      aliases: ['notMatched', 'unmatched'],
      facet: 'asked',
    }),
    field('provider', 'text', 'Provider that was used in the end', ['provider:openai'], {
      aliases: ['finalOutcome.provider'],
      facet: 'panel',
    }),
    field('model', 'text', 'Model that was used in the end', ['model:gpt-4*'], { aliases: ['finalOutcome.model'], facet: 'panel' }),
    field('type', 'text', 'Type of a decision', ['type:budget_check'], {
      aliases: ['decisionType'],
      values: decisionTypes.map((value) => ({ value, aliases: [] })),
      facet: 'panel',
    }),
    field('component', 'text', 'Component that decided', ['component:"Steering Rule Engine"'], { facet: 'panel' }),
    field('policy', 'text', 'Id of a policy', ['policy:default'], { aliases: ['policyId'], facet: 'panel' }),
    field('policyVersion', 'text', 'Version of a policy', ['policyVersion:7'], { facet: 'asked' }),
    field('reason', 'words', 'Part of the reasoning', ['reason:"over budget"'], { aliases: ['reasoning', 'why'] }),
    field('candidate', 'text', 'Provider, model, or both with a slash, of a candidate', ['candidate:anthropic/claude*'], {
      facet: 'asked',
    }),
    field('rejectedBecause', 'words', 'Part of why a candidate was not taken', ['rejectedBecause:budget'], {
      aliases: ['rejection', 'rejectedReason'],
    }),
    field('score', 'number', 'Score of a candidate', ['score:>0.8'], {}),
    field('attempts', 'number', 'Attempts at providers', ['attempts:>1'], { aliases: ['tries'] }),
    field('attempted', 'text', 'Provider, model, or both with a slash, of an attempt', ['attempted:openai/*'], {
      aliases: ['attemptedModel'],
      facet: 'asked',
    }),
    field('errorClass', 'text', 'Class of an error of an attempt', ['errorClass:rate_limit'], {
      aliases: ['errorType', 'error'],
      facet: 'panel',
    }),
    field('fallback', 'flag', 'Another road than the first was taken after a failure', ['fallback:true'], { facet: 'panel' }),
    field('cacheHit', 'flag', 'A cache had the answer', ['cacheHit:true'], { aliases: ['cache', 'cache.hit'], facet: 'asked' }),
    field('similarity', 'number', 'Similarity of the nearest cache entry, 0 to 1', ['similarity:>0.9'], { aliases: ['cache.similarity'] }),
    field('threshold', 'number', 'Similarity from which an entry is a hit', ['threshold:>=0.95'], { aliases: ['cache.threshold'] }),
    field('saved', 'number', 'USD that a cache saved', ['saved:>0.01'], { aliases: ['savedUsd', 'cache.savedUsd'] }),
    field('spent', 'number', 'USD of a budget spent at that instant', ['spent:>10'], { aliases: ['spentUsd', 'budget.spentUsd'] }),
    field('limit', 'number', 'USD of a budget', ['limit:<100'], { aliases: ['limitUsd', 'budget.limitUsd', 'budget'] }),
    field('cost', 'number', 'USD of all attempts together, where they say it', ['cost:>0.05'], { aliases: ['costUsd'] }),
    field('decisions', 'number', 'Number of decisions', ['decisions:>3'], { aliases: ['decisionCount'] }),
    field('took', 'duration', 'Time of all decisions together', ['took:>5ms'], {
      aliases: ['evaluationTime', 'evaluationTimeMs', 'duration', 'latency'],
      facet: 'asked',
    }),
    field('path', 'text', 'Path of the request', ['path:/v1/*'], { aliases: ['requestPath', 'route'], facet: 'panel' }),
    ...who.filter(({ name }) => name !== 'session'),
    field('trace', 'id', 'Trace id', ['trace:4bf92f3577b34da6a3ce929d0e0e4736'], { aliases: ['traceId'] }),
    field('id', 'id', 'Id of a decision', ['id:d1'], { aliases: ['decision', 'decisionId'] }),
    field('input', 'words', 'Part of what was decided from, as JSON text', ['input:high-priority'], {}),
    field('output', 'words', 'Part of what was decided, as JSON text', ['output:transform'], {}),
    field('source', 'enum', 'Who told of it', ['source:derived'], {
      values: ['submitted', 'otlp', 'derived'].map((value) => ({ value, aliases: [] })),
      facet: 'panel',
    }),
    field('time', 'time', 'When it was decided', ['time:>now-10m'], { aliases: ['timestamp', 'start', 'startTime'] }),
  ],
}

const indexes = new WeakMap<FieldCatalogue, Map<string, SearchField>>()

/** The field of a name or an alias. Undefined: an attribute of that name is meant. */
export function findField(catalogue: FieldCatalogue, name: string): SearchField | undefined {
  let index = indexes.get(catalogue)
  if (!index) {
    index = new Map()
    for (const one of catalogue.fields) for (const word of [one.name, ...one.aliases]) index.set(folded(word), one)
    indexes.set(catalogue, index)
  }
  return index.get(folded(name))
}

/** `userId`, `user_id` and `USERID` are one name. */
function folded(name: string): string {
  return name.toLowerCase().replaceAll('_', '')
}
