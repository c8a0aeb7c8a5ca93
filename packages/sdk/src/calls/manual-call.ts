/** The record of a call that goes through none of the wrapped clients, as the host tells it. */
import type { Runtime } from '../runtime.ts'
import type { CallMessage, CallRequest, CallResult, ModelCall } from '../types.ts'
import { CallSpan, endingOf } from './call-span.ts'
import type { AnswerFacts, PartMessage, RequestFacts } from './facts.ts'
import { partsOf } from './parts.ts'
import { oneOrNone, systemAndRest } from './requests.ts'

export function openManualCall(runtime: Runtime, request: CallRequest): ModelCall {
  const call = new CallSpan(runtime, factsOf(request), { provider: String(request.provider) })
  const quietly = (work: () => void) => void runtime.guard.run('call', work)
  return {
    span: call.span,
    context: call.context,
    firstToken: () => quietly(() => call.firstToken()),
    end: (result) => quietly(() => call.end({ how: 'complete' }, answerOf(result))),
    fail: (error, result) => quietly(() => call.end(endingOf(error), answerOf(result))),
    abort: (result) => quietly(() => call.end({ how: 'aborted' }, answerOf(result))),
  }
}

function factsOf({ operation, model, streaming, messages, attributes }: CallRequest): RequestFacts {
  return {
    operation: operation ?? 'chat',
    model: String(model),
    streaming: streaming === true,
    attributes: attributes ?? {},
    content: () => systemAndRest((messages ?? []).map(messageOf)),
  }
}

function answerOf(result: CallResult = {}): AnswerFacts {
  const { model, responseId, finishReason, usage, messages } = result
  return {
    model,
    responseId,
    usage,
    finishReasons: oneOrNone(finishReason),
    output: () => (messages ?? []).map(messageOf),
  }
}

const messageOf = ({ role, content }: CallMessage): PartMessage => ({ role, parts: partsOf(content) })
