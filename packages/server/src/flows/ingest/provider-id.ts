/** The many words for one provider. Gateways, libraries and conventions each have their own. */

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

/** The plain id where the word has one, else the word: for what must not be lost. */
export function providerIdOr(text: string): string {
  return providerId(text) || text
}
