/** Reads a model's answer while the host does, and ends the call with it. */
import { type CallSpan, type Ending, endingOf } from '../calls/call-span.ts'
import type { AnswerFacts, Protocol } from '../calls/facts.ts'
import { isRecord, parseJson, recordOf, textOf } from '../calls/json.ts'
import { failureOf } from '../calls/requests.ts'
import type { Runtime } from '../runtime.ts'
import { ServerSentEvents } from './server-sent-events.ts'
import type { StreamWatcher } from './watch-stream.ts'

/** A longer answer that is not a stream is not read: the call is recorded without it. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024

interface Reading {
  chunk(bytes: Uint8Array): void
  facts(): AnswerFacts
}

export function watchAnswer(runtime: Runtime, call: CallSpan, protocol: Protocol, response: Response): StreamWatcher {
  const read = response.ok ? (body: unknown) => protocol.answer(body) : refusalOf
  const saysEvents = response.headers.get('content-type')?.includes('text/event-stream') === true
  let reading: Reading | undefined
  const readingOf = (first: Uint8Array) => (saysEvents || beginsEvents(first) ? eventReading(runtime, call, protocol) : wholeReading(read))
  let seenMs = Date.now()
  const finish = (ending: Ending, atMs?: number) =>
    void runtime.guard.run('answer', () => {
      const facts = runtime.guard.run('answer', () => reading?.facts()) ?? {}
      call.end(response.ok ? ending : refusal(response.status, facts), facts, atMs)
    })
  call.span.setAttribute('http.response.status_code', response.status)
  return {
    chunk(bytes) {
      seenMs = Date.now()
      runtime.guard.run('answer', () => (reading ??= readingOf(bytes)).chunk(bytes))
    },
    end: () => finish({ how: 'complete' }),
    error: (reason) => finish(endingOf(reason)),
    cancel: () => finish({ how: 'aborted' }),
    forget: () => finish({ how: 'aborted' }, seenMs),
  }
}

const LONGEST_BEGINNING = 64

/** Some servers and proxies send events without saying so. No JSON begins like one. */
function beginsEvents(first: Uint8Array): boolean {
  return /^\s*(?:data|event|id|retry)?:/.test(new TextDecoder('latin1').decode(first.subarray(0, LONGEST_BEGINNING)))
}

function eventReading(runtime: Runtime, call: CallSpan, protocol: Protocol): Reading {
  const reader = protocol.chunks(runtime.captureContent ? runtime.maxContentLength : 0)
  const events = new ServerSentEvents((data) => {
    if (reader.read(data)) call.firstToken()
  })
  return {
    chunk: (bytes) => events.write(bytes),
    facts() {
      events.end()
      return { ...reader.facts(), streamed: true }
    },
  }
}

function wholeReading(read: (body: unknown) => AnswerFacts): Reading {
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  return {
    chunk(bytes) {
      size += bytes.byteLength
      if (size <= MAX_ANSWER_BYTES) text += decoder.decode(bytes, { stream: true })
    },
    facts: () => (size > MAX_ANSWER_BYTES ? {} : read(parseJson(text + decoder.decode()))),
  }
}

/** Both providers put an `error` into a refusal. */
function refusalOf(body: unknown): AnswerFacts {
  const { error } = recordOf(body)
  if (isRecord(error)) return { failure: failureOf(error) }
  const message = textOf(error)
  return message === undefined ? {} : { failure: { type: 'error', message } }
}

const refusal = (status: number, { failure }: AnswerFacts): Ending => ({
  how: 'failed',
  type: failure === undefined || failure.type === 'error' ? String(status) : failure.type,
  message: failure?.message,
})
