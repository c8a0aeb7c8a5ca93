/**
 * Langfuse: `langfuse.observation.*`. One model name, which is the served one once an answer is there and the requested
 * one for streams; no provider; errors are a level, not a status.
 */
import type { Message } from '@relayscope/contract'
import type { Attributes } from '../../../../flows/ingest/attributes.ts'
import type { SpanRecord } from '../../../../flows/ingest/records.ts'
import { failureOf, spanFailure } from '../failures.ts'
import { firstFull, readGenAi } from '../gen-ai.ts'
import { unglue } from '../glued-calls.ts'
import { dataOf, get, isRecord, type JsonRecord, recordOf, word } from '../json.ts'
import { toolCallsOf } from '../message-text.ts'
import { toMessages, withSystem } from '../messages.ts'
import type { Evidence, Failure, Reading, SpanRole } from '../reading.ts'
import { providerOfModel } from '../words.ts'
import type { Convention } from './convention.ts'
import { langfuseUsageCounts, readUsageDetails } from './langfuse-usage.ts'

const TYPE = 'langfuse.observation.type'
const ROLES: Record<string, SpanRole> = {
  generation: 'call',
  embedding: 'call',
  tool: 'tool',
  retriever: 'tool',
  guardrail: 'tool',
  evaluator: 'tool',
  event: 'tool',
}

export const langfuse: Convention = {
  name: 'langfuse',
  accepts: ({ attributes }) =>
    attributes.has(TYPE) || attributes.has('langfuse.observation.model.name') || attributes.has('langfuse.observation.usage_details'),
  role({ attributes }) {
    const type = attributes.text(TYPE)
    if (type === undefined) return 'call'
    return ROLES[type] ?? 'wrapper'
  },
  evidence: ({ origin, parentSpanId, attributes }): Evidence =>
    origin.scope.startsWith('langfuse') &&
    (parentSpanId === '' || attributes.get('langfuse.internal.is_app_root') === true) &&
    attributes.has('langfuse.observation.input')
      ? 'app'
      : '',
  read,
}

function read(span: SpanRecord): Reading {
  const { attributes } = span
  const request = recordOf(attributes.get('langfuse.observation.input'))
  const usage = recordOf(attributes.get('langfuse.observation.usage_details'))
  const input = readInput(attributes, request)
  const embeds = attributes.text(TYPE) === 'embedding' || /embed/.test(attributes.text('langfuse.observation.model.name') ?? '')
  const output = embeds ? [] : toMessages(dataOf(attributes.get('langfuse.observation.output')), 'assistant')
  const toolCalls = unglue(toolCallsOf(output), toolNames(request))
  const firstToken = firstTokenMs(span)
  const streaming = readStreaming(attributes, firstToken)
  const other = readGenAi(span)
  const failure = readFailure(span)
  const models = readModels(attributes, streaming === true || failure !== undefined, other)
  return {
    ...other,
    provider: models.provider,
    requestedModel: models.requestedModel,
    servedModel: models.servedModel,
    operation: embeds ? 'embeddings' : 'chat',
    tokens: attributes.has('langfuse.observation.usage_details') ? readUsageDetails(usage) : other.tokens,
    usageCounts: langfuseUsageCounts(usage),
    timeToFirstTokenMs: firstToken,
    streaming,
    finishReason: other.finishReason || responsesFinish(attributes, toolCalls.length > 0),
    input: input.length > 0 ? input : other.input,
    output: output.length > 0 ? output : other.output,
    toolCalls: toolCalls.length > 0 ? toolCalls : other.toolCalls,
    failure,
  }
}

/** `unanswered`: the name is the one that was asked for. */
function readModels(
  attributes: Attributes,
  unanswered: boolean,
  other: Reading,
): Pick<Reading, 'provider' | 'requestedModel' | 'servedModel'> {
  const name = attributes.text('langfuse.observation.model.name')
  // A name with a date is a version: it is what was served, and most likely not what was asked for.
  const dated = name !== undefined && /\d{4}-?\d{2}-?\d{2}/.test(name)
  const failed = attributes.text('langfuse.observation.level') === 'ERROR'
  const served = !failed && (dated || !unanswered)
  const servedModel = other.servedModel ?? (served ? name : undefined)
  const requestedModel = other.requestedModel ?? (served && dated ? undefined : name)
  return { provider: other.provider || providerOfModel(servedModel ?? requestedModel), requestedModel, servedModel }
}

/** OpenAI's Responses have a status in place of a finish reason; it is kept as metadata. */
function responsesFinish(attributes: Attributes, callsTools: boolean): string {
  if (attributes.get('langfuse.observation.metadata.status') !== 'completed') return ''
  return callsTools ? 'tool_calls' : 'stop'
}

function readStreaming(attributes: Attributes, firstToken: number | undefined): boolean | undefined {
  if (firstToken !== undefined) return true
  const parameters = recordOf(attributes.get('langfuse.observation.model.parameters'))
  if (typeof parameters.stream === 'boolean') return parameters.stream
  // Its wrapper of OpenAI always writes the parameters, and `stream` among them.
  return attributes.has('langfuse.observation.model.parameters') && attributes.has('langfuse.observation.output') ? false : undefined
}

/** An absolute time, as a JSON string. */
function firstTokenMs({ attributes, startNs }: SpanRecord): number | undefined {
  const at = dataOf(attributes.get('langfuse.observation.completion_start_time'))
  if (typeof at !== 'string') return undefined
  const ms = Date.parse(at) - Number(startNs / 1000n) / 1000
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

function readInput(attributes: Attributes, request: JsonRecord): Message[] {
  const messages = firstFull([
    () =>
      toMessages(
        isRecord(request) && Object.keys(request).length > 0 ? request : dataOf(attributes.get('langfuse.observation.input')),
        'user',
      ),
  ])
  const instructions = dataOf(attributes.get('langfuse.observation.metadata.instructions'))
  return withSystem(toMessages(instructions, 'system'), messages)
}

function toolNames(request: JsonRecord): string[] {
  const tools = Array.isArray(request.tools) ? request.tools : []
  return tools.flatMap((tool) => word(get(tool, 'function', 'name')) ?? word(get(tool, 'name')) ?? [])
}

function readFailure(span: SpanRecord): Failure | undefined {
  if (span.attributes.text('langfuse.observation.level') !== 'ERROR') return spanFailure(span)
  const message = span.attributes.text('langfuse.observation.status_message') ?? span.statusMessage
  return failureOf(message.replace(/^Error: /, ''), 'Error')
}
