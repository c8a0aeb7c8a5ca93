/** Which call to a model a request is, if any: by its address and the shape of its body. */
import { anthropicMessages } from './anthropic-messages.ts'
import { BEDROCK_PATH, bedrock } from './bedrock.ts'
import type { Protocol } from './facts.ts'
import { GEMINI_PATH, geminiContent } from './gemini.ts'
import { isRecord, type JsonRecord } from './json.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiCompletions } from './openai-completions.ts'
import { openaiEmbeddings } from './openai-embeddings.ts'
import { openaiResponses } from './openai-responses.ts'
import { openaiRuns, RUNS_PATH } from './openai-runs.ts'

interface Address {
  path: RegExp
  /** Whether the body leaves no doubt. */
  fits(body: JsonRecord): boolean
  protocol: Protocol | ((pathname: string) => Protocol)
}

const ADDRESSES: readonly Address[] = [
  { path: /\/chat\/completions$/, fits: ({ messages }) => Array.isArray(messages), protocol: openaiChat },
  // Several providers have another protocol here.
  { path: /\/v\d+\/chat$/, fits: () => false, protocol: openaiChat },
  { path: /\/completions$/, fits: ({ prompt, model }) => prompt !== undefined && model !== undefined, protocol: openaiCompletions },
  { path: /\/responses$/, fits: ({ input, model }) => input !== undefined && model !== undefined, protocol: openaiResponses },
  { path: /\/embeddings$/, fits: ({ input }) => input !== undefined, protocol: openaiEmbeddings },
  {
    path: /\/messages$/,
    fits: ({ messages, max_tokens: most }) => Array.isArray(messages) && most !== undefined,
    protocol: anthropicMessages,
  },
  { path: GEMINI_PATH, fits: ({ contents }) => contents !== undefined, protocol: geminiContent },
  {
    path: BEDROCK_PATH,
    fits: ({ messages, anthropic_version: version, inferenceConfig: config }) =>
      Array.isArray(messages) && (version !== undefined || config !== undefined),
    protocol: bedrock,
  },
  { path: RUNS_PATH, fits: () => false, protocol: openaiRuns },
]

const addressOf = (method: string, { pathname }: URL): Address | undefined =>
  ADDRESSES.find(({ path }) => path.test(pathname) && (method === 'POST' || (method === 'GET' && path === RUNS_PATH)))

/** Before the body is looked at. */
export const mayBeCall = (method: string, url: URL): boolean => addressOf(method, url) !== undefined

export interface Recognised {
  protocol: Protocol
  /** Otherwise the answer has to show it: the body is a stream or a form, or other services have such addresses too. */
  certain: boolean
}

export function recogniseCall(method: string, url: URL, body: unknown): Recognised | undefined {
  const address = addressOf(method, url)
  if (address === undefined) return undefined
  const { protocol, fits } = address
  return { protocol: typeof protocol === 'function' ? protocol(url.pathname) : protocol, certain: isRecord(body) && fits(body) }
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
  [/^bedrock-runtime[.-].*\.amazonaws\.com(\.cn)?$/, 'aws.bedrock'],
  [/(^|-)aiplatform\.googleapis\.com$/, 'gcp.vertex_ai'],
  [/(^|\.)googleapis\.com$/, 'gcp.gemini'],
]

export const providerAt = ({ hostname }: URL): string | undefined => PROVIDERS.find(([host]) => host.test(hostname))?.[1]
