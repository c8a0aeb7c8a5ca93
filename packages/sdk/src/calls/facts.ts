/** What one call to a model is made of, whichever provider's words it was told in. */
import type { Attributes } from '@opentelemetry/api'
import type { CallUsage } from '../types.ts'

/** A part of a message in the words of OpenTelemetry's GenAI conventions. */
export interface Part {
  type: string
  content?: string
  id?: string
  name?: string
  arguments?: string
  response?: string
  modality?: string
  mime_type?: string
  uri?: string
}

export interface PartMessage {
  role: string
  parts: Part[]
  finish_reason?: string
}

export interface RequestFacts {
  operation: string
  model: string | undefined
  streaming: boolean
  attributes: Attributes
  /** Read only when content is captured. */
  content(): { system?: Part[]; input: PartMessage[]; tools?: unknown }
}

export interface AnswerFacts {
  model?: string
  responseId?: string
  finishReasons?: string[]
  usage?: CallUsage
  attributes?: Attributes
  /** Read only when content is captured. */
  output?: () => PartMessage[]
  /** It came in pieces. */
  streamed?: boolean
  /** When the work was done, in ms since 1970, where the request only asked how it went. */
  ran?: { fromMs: number; toMs: number }
  /** The provider's own word for what went wrong inside an answer that began well. */
  failure?: { type: string; message: string }
}

/** Puts an answer together from its chunks. */
export interface ChunkReader {
  /** `true` when the chunk brings a piece of the answer itself. */
  read(chunk: unknown): boolean
  facts(): AnswerFacts
}

export interface Protocol {
  readonly provider: string
  request(body: unknown): RequestFacts
  answer(body: unknown): AnswerFacts
  /** At most about `maxLength` characters of text are kept. */
  chunks(maxLength: number): ChunkReader
}
