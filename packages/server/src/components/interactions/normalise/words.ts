/** The many words for one thing: finish reasons, operations, models' makers. */

import { providerId } from '../../../flows/ingest/provider-id.ts'

const MODEL_FAMILIES: readonly (readonly [RegExp, string])[] = [
  [
    /^(gpt-|chatgpt|o[1-9]([-_.]|$)|text-embedding-|text-davinci|davinci|babbage|dall-e|gpt4|whisper|tts-|omni-|ft:gpt|codex|computer-use|sora)/,
    'openai',
  ],
  [/claude/, 'anthropic'],
  [/gemini|gemma|palm|^text-bison|^chat-bison|imagen|learnlm/, 'google'],
  [/mistral|mixtral|codestral|ministral|pixtral|magistral|devstral/, 'mistral'],
  [/^(command|embed-|rerank-|c4ai)/, 'cohere'],
  [/^grok/, 'xai'],
  [/^deepseek/, 'deepseek'],
  [/^(meta-)?llama/, 'meta'],
  [/^(qwen|qwq)/, 'alibaba'],
  [/^(amazon\.)?(nova|titan)/, 'bedrock'],
  [/^sonar/, 'perplexity'],
  [/^(kimi|moonshot)/, 'moonshot'],
  [/^(j2-|jamba)/, 'ai21'],
  [/^voyage/, 'voyage'],
]

/** Who makes a model of this name, or empty. `openai/gpt-4o` and `models/gemini-pro` count. */
export function providerOfModel(model: string | undefined): string {
  if (!model) return ''
  const lower = model.slice(0, 200).toLowerCase()
  const slash = lower.indexOf('/')
  if (slash > 0) {
    const prefix = lower.slice(0, slash)
    if (prefix !== 'models' && prefix !== 'accounts' && /^[a-z][a-z0-9_-]*$/.test(prefix)) {
      const named = providerId(prefix)
      if (named !== '') return named
    }
  }
  const name = lower.slice(lower.lastIndexOf('/') + 1)
  return MODEL_FAMILIES.find(([pattern]) => pattern.test(name))?.[1] ?? ''
}

const FINISH: Record<string, string> = {
  stop: 'stop',
  end_turn: 'stop',
  completed: 'stop',
  complete: 'stop',
  stop_sequence: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  end: 'stop',
  finish: 'stop',
  finished: 'stop',
  tool_calls: 'tool_calls',
  tool_call: 'tool_calls',
  tool_use: 'tool_calls',
  function_call: 'tool_calls',
  function_calls: 'tool_calls',
  length: 'length',
  max_tokens: 'length',
  max_output_tokens: 'length',
  model_length: 'length',
  model_context_window_exceeded: 'length',
  token_limit: 'length',
  content_filter: 'content_filter',
  content_filtered: 'content_filter',
  refusal: 'content_filter',
  safety: 'content_filter',
  recitation: 'content_filter',
  blocklist: 'content_filter',
  prohibited_content: 'content_filter',
  spii: 'content_filter',
  guardrail_intervened: 'content_filter',
}

/** stop, tool_calls, length or content_filter; another word as it came; empty for none. */
export function finishWord(value: unknown): string {
  if (typeof value !== 'string' || value === '') return ''
  const plainWord = value
    .trim()
    .toLowerCase()
    .replace(/^finish_?reason[._]/, '')
    .replaceAll('-', '_')
  return FINISH[plainWord] ?? (plainWord.length > 100 ? '' : plainWord)
}

const OPERATIONS: Record<string, string> = {
  completion: 'text_completion',
  'text.completions': 'text_completion',
  'text.streaming_completions': 'text_completion',
  embedding: 'embeddings',
  embed: 'embeddings',
  generate_content: 'chat',
  'chat.completions': 'chat',
  'chat.streaming_completions': 'chat',
  responses: 'chat',
  message: 'chat',
  messages: 'chat',
  chat_completion: 'chat',
  reranker: 'rerank',
  image: 'image_generation',
}

/** chat, text_completion, embeddings, rerank, image_generation, ... */
export function operationWord(text: string | undefined): string {
  if (text === undefined) return ''
  const lower = text.trim().toLowerCase().slice(0, 100)
  return OPERATIONS[lower] ?? lower
}

/** Kinds of calls that answer with text, and so are done only when there are output tokens. */
export function writesText(operation: string): boolean {
  return operation === '' || operation === 'chat' || operation === 'text_completion'
}
