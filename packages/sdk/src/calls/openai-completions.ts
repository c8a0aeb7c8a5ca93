/** OpenAI's older completions: a text goes on. Many servers of open models still speak it. */
import type { Protocol, RequestFacts } from './facts.ts'
import { listOf, recordOf, textOf } from './json.ts'
import { openaiHead, openaiSampling, openaiUsage } from './openai.ts'
import { GrowingText, partsOf } from './parts.ts'
import { endedMessage, oneOrNone } from './requests.ts'

export const openaiCompletions: Protocol = {
  provider: 'openai',
  request(body): RequestFacts {
    const record = recordOf(body)
    return {
      operation: 'text_completion',
      model: textOf(record.model),
      streaming: record.stream === true,
      attributes: openaiSampling(record, record.max_tokens),
      content: () => ({ input: [{ role: 'user', parts: partsOf(record.prompt) }] }),
    }
  },
  answer(body) {
    const record = recordOf(body)
    const choices = listOf(record.choices).map(recordOf)
    return {
      ...openaiHead(record),
      usage: openaiUsage(record.usage),
      finishReasons: choices.flatMap((choice) => textOf(choice.finish_reason) ?? []),
      output: () => choices.map((choice) => endedMessage(partsOf(choice.text), textOf(choice.finish_reason))),
    }
  },
  chunks(maxLength) {
    const text = new GrowingText(maxLength)
    let last = openaiCompletions.answer({})
    let reason: string | undefined
    return {
      read(chunk) {
        const record = recordOf(chunk)
        const { model, responseId, attributes } = openaiHead(record)
        last = { ...last, ...(model && { model }), ...(responseId && { responseId }), attributes: { ...last.attributes, ...attributes } }
        last.usage = openaiUsage(record.usage) ?? last.usage
        const choice = recordOf(listOf(record.choices)[0])
        reason = textOf(choice.finish_reason) ?? reason
        return text.add(choice.text)
      },
      facts: () => ({ ...last, finishReasons: oneOrNone(reason), output: () => [endedMessage(partsOf(text.text), reason)] }),
    }
  },
}
