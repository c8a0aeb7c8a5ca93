/** The many words for one thing: providers, finish reasons, operations. */

const PROVIDERS: Record<string, string> = {
  az: 'azure',
  'az.ai.openai': 'azure',
  'azure.ai.openai': 'azure',
  'azure.ai.inference': 'azure',
  'az.ai.inference': 'azure',
  azure_openai: 'azure',
  'azure-openai': 'azure',
  azureopenai: 'azure',
  azure_ai: 'azure',
  'microsoft.foundry': 'azure',
  'aws.bedrock': 'bedrock',
  aws_bedrock: 'bedrock',
  'amazon-bedrock': 'bedrock',
  amazon_bedrock: 'bedrock',
  aws: 'bedrock',
  amazon: 'bedrock',
  'aws.sagemaker': 'sagemaker',
  gcp: 'google',
  gemini: 'google',
  google_genai: 'google',
  google_generative_ai: 'google',
  'google-generativeai': 'google',
  google_vertexai: 'google',
  vertexai: 'google',
  vertex_ai: 'google',
  vertex: 'google',
  'generative-ai': 'google',
  mistral_ai: 'mistral',
  mistralai: 'mistral',
  x_ai: 'xai',
  'x-ai': 'xai',
  together_ai: 'together',
  togetherai: 'together',
  fireworks_ai: 'fireworks',
  fireworksai: 'fireworks',
  ibm: 'watsonx',
  'ibm.watsonx.ai': 'watsonx',
  huggingface_hub: 'huggingface',
  hf: 'huggingface',
}

/** Words that name the library in the middle, not who answered. */
const NO_PROVIDER = new Set([
  'langchain',
  'langgraph',
  'llamaindex',
  'llama_index',
  'crewai',
  'haystack',
  'strands',
  'strands-agents',
  'spring_ai',
  'semantic_kernel',
  'semantic-kernel',
  'pydantic_ai',
  'pydantic-ai',
  'autogen',
  'microsoft',
  'dspy',
  'agno',
  'smolagents',
  'mastra',
  'vercel',
  'ai',
  'ai-sdk',
  'litellm',
  'litellm_proxy',
  'portkey',
  'gateway',
  'traceloop',
  'langfuse',
  'openinference',
  'custom',
  'other',
  '_other',
  'unknown',
  'none',
  'n/a',
])

/** A provider's plain id: openai, anthropic, google, azure; empty where the word names no provider. */
export function providerId(text: string | undefined): string {
  if (text === undefined) return ''
  const lower = text.trim().toLowerCase()
  if (lower === '' || lower.length > 100) return ''
  const whole = PROVIDERS[lower] ?? lower
  // AI SDK and semantic conventions add the interface: openai.chat, google.vertex.anthropic, gcp.gemini.
  const first = whole.split(/[./]/, 1)[0]
  const id = PROVIDERS[first] ?? first
  return NO_PROVIDER.has(id) ? '' : id
}

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
