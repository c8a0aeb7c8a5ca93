/** Which call to a model a request is, if any: by its address and the shape of its body. */
import { anthropicMessages } from './anthropic-messages.ts'
import type { Protocol } from './facts.ts'
import { GEMINI_PATH, geminiContent } from './gemini.ts'
import { isRecord, type JsonRecord } from './json.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiCompletions } from './openai-completions.ts'
import { openaiEmbeddings } from './openai-embeddings.ts'
import { openaiResponses } from './openai-responses.ts'

const PATHS: readonly { path: RegExp; fits: (body: JsonRecord) => boolean; protocol: Protocol | ((pathname: string) => Protocol) }[] = [
  { path: /\/chat\/completions$/, fits: ({ messages }) => Array.isArray(messages), protocol: openaiChat },
  { path: /\/completions$/, fits: ({ prompt, model }) => prompt !== undefined && model !== undefined, protocol: openaiCompletions },
  { path: /\/responses$/, fits: ({ input, model }) => input !== undefined && model !== undefined, protocol: openaiResponses },
  { path: /\/embeddings$/, fits: ({ input }) => input !== undefined, protocol: openaiEmbeddings },
  {
    path: /\/messages$/,
    fits: ({ messages, max_tokens: most }) => Array.isArray(messages) && most !== undefined,
    protocol: anthropicMessages,
  },
  { path: GEMINI_PATH, fits: ({ contents }) => contents !== undefined, protocol: geminiContent },
]

/** Before the body is looked at. */
export const mayBeCall = (method: string, { pathname }: URL): boolean => method === 'POST' && PATHS.some(({ path }) => path.test(pathname))

export function recogniseCall({ pathname }: URL, body: unknown): Protocol | undefined {
  if (!isRecord(body)) return undefined
  const protocol = PATHS.find(({ path, fits }) => path.test(pathname) && fits(body))?.protocol
  return typeof protocol === 'function' ? protocol(pathname) : protocol
}

/** Providers that speak another one's protocol, under their names in the GenAI conventions. */
const PROVIDERS: readonly [host: RegExp, provider: string][] = [
  [/\.openai\.azure\.com$|\.cognitiveservices\.azure\.com$/, 'azure.ai.openai'],
  [/\.services\.ai\.azure\.com$|\.models\.ai\.azure\.com$/, 'azure.ai.inference'],
  [/(^|\.)openai\.com$/, 'openai'],
  [/(^|\.)anthropic\.com$/, 'anthropic'],
  [/(^|\.)mistral\.ai$/, 'mistral_ai'],
  [/(^|\.)groq\.com$/, 'groq'],
  [/(^|\.)deepseek\.com$/, 'deepseek'],
  [/(^|\.)perplexity\.ai$/, 'perplexity'],
  [/(^|\.)x\.ai$/, 'x_ai'],
  [/(^|\.)cohere\.(com|ai)$/, 'cohere'],
  [/(^|-)aiplatform\.googleapis\.com$/, 'gcp.vertex_ai'],
  [/(^|\.)googleapis\.com$/, 'gcp.gemini'],
]

export const providerAt = ({ hostname }: URL): string | undefined => PROVIDERS.find(([host]) => host.test(hostname))?.[1]
