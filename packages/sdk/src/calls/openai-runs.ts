/** Runs of OpenAI's assistants: streamed where they are begun, or asked after until they are over. */
import type { AnswerFacts, ChunkReader, Protocol, RequestFacts } from './facts.ts'
import { countOf, isRecord, listOf, recordOf, textOf, type JsonRecord } from './json.ts'
import { openaiHead, openaiSampling, openaiUsage } from './openai.ts'
import { GrowingText, partsOf, textPart } from './parts.ts'
import { failureOf, oneOrNone, systemAndRest } from './requests.ts'

/** Of a thread, of a new thread, one of them, and the results of its tools. */
export const RUNS_PATH = /\/threads\/(?:[^/]+\/)?runs(?:\/[^/]+(?:\/submit_tool_outputs)?)?$/

export const openaiRuns: Protocol = {
  provider: 'openai',
  request(body): RequestFacts {
    const record = recordOf(body)
    return {
      operation: 'chat',
      model: textOf(record.model),
      streaming: record.stream === true,
      attributes: openaiSampling(record, record.max_completion_tokens),
      content: () => ({ ...systemAndRest(messagesOf(record)), tools: record.tools }),
    }
  },
  answer(body): AnswerFacts {
    const run = recordOf(body)
    return { ...factsOf(run), ran: timesOf(run) }
  },
  chunks: (maxLength) => new RunEvents(maxLength),
}

function messagesOf({ instructions, additional_instructions: more, additional_messages: added, thread }: JsonRecord) {
  const told = [instructions, more].flatMap((each) => textOf(each) ?? []).map((text) => ({ role: 'system', parts: [textPart(text)] }))
  const said = [...listOf(recordOf(thread).messages), ...listOf(added)].map(recordOf)
  return [...told, ...said.map(({ role, content }) => ({ role: textOf(role) ?? 'user', parts: partsOf(content) }))]
}

/** A run says what it used when it is over. */
function factsOf(run: JsonRecord): AnswerFacts {
  if (run.object !== 'thread.run') return {}
  const { status, last_error: error, incomplete_details: details } = run
  const reason = status === 'completed' ? 'stop' : textOf(recordOf(details).reason)
  return {
    ...openaiHead(run),
    usage: openaiUsage(run.usage),
    finishReasons: oneOrNone(reason),
    failure: isRecord(error) ? failureOf({ type: error.code, message: error.message }) : undefined,
  }
}

function timesOf(run: JsonRecord): AnswerFacts['ran'] {
  const from = countOf(run.started_at) ?? countOf(run.created_at)
  const to = [run.completed_at, run.failed_at, run.cancelled_at].map(countOf).find((at) => at !== undefined)
  return from === undefined ? undefined : { fromMs: from * 1000, toMs: Math.max(to ?? from, from) * 1000 }
}

class RunEvents implements ChunkReader {
  private run: JsonRecord = {}
  private failure: AnswerFacts['failure']
  private readonly text: GrowingText

  constructor(maxLength: number) {
    this.text = new GrowingText(maxLength)
  }

  read(chunk: unknown): boolean {
    const event = recordOf(chunk)
    if (event.object === 'thread.run') this.run = event
    if (isRecord(event.error)) this.failure = failureOf(event.error)
    if (event.object !== 'thread.message.delta') return false
    const pieces = listOf(recordOf(event.delta).content).map((part) => recordOf(recordOf(part).text).value)
    return pieces.map((piece) => this.text.add(piece)).includes(true)
  }

  facts(): AnswerFacts {
    const facts = factsOf(this.run)
    const parts = this.text.text === '' ? [] : [textPart(this.text.text)]
    return { ...facts, failure: this.failure ?? facts.failure, output: () => [{ role: 'assistant', parts }] }
  }
}
