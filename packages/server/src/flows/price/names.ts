/** The many spellings of one model: prefixes of providers and regions, dates, versions, resource paths. */

/** Which house a provider's name means; the table's names and the ones SDKs use come out the same. Empty: not known. */
export function familyOf(provider: string): string {
  const name = provider.trim().toLowerCase()
  if (name === '') return ''
  return FAMILIES.find(([pattern]) => pattern.test(name))?.[1] ?? name.replace(/[^a-z0-9]+/g, '_').replace(/_(ai|chat)$/, '')
}

/** The order counts: `azure.ai.openai` is Azure, `vertex_ai-anthropic_models` is Vertex. */
const FAMILIES: readonly [RegExp, string][] = [
  [/azure|^az[._]/, 'azure'],
  [/openrouter/, 'openrouter'],
  [/vercel/, 'vercel'],
  [/vertex/, 'vertex'],
  [/bedrock|^aws|^amazon/, 'bedrock'],
  [/^palm$/, 'palm'],
  [/google|gemini|^gcp/, 'gemini'],
  [/github[_-]?copilot/, 'github_copilot'],
  [/openai|^chatgpt/, 'openai'],
  [/anthropic|claude/, 'anthropic'],
  [/codestral|mistral/, 'mistral'],
  [/^x[._-]?ai\b|^xai|^grok/, 'xai'],
  [/fireworks/, 'fireworks'],
  [/together/, 'together'],
  [/cohere/, 'cohere'],
  [/deepseek/, 'deepseek'],
  [/groq/, 'groq'],
  [/perplexity/, 'perplexity'],
  [/dashscope|alibaba|^qwen/, 'dashscope'],
  [/moonshot|^kimi/, 'moonshot'],
  [/^z[._-]?ai|zhipu|^glm/, 'zai'],
  [/watsonx/, 'watsonx'],
  [/ollama/, 'ollama'],
  [/nvidia/, 'nvidia_nim'],
  [/cloudflare|workers[._-]?ai/, 'cloudflare'],
  [/deepinfra/, 'deepinfra'],
]

/** Houses that run models themselves, so that nobody else's price says anything. */
export const OWN_HARDWARE: ReadonlySet<string> = new Set([
  'ollama',
  'lemonade',
  'vllm',
  'lm_studio',
  'lmstudio',
  'llama_cpp',
  'llamafile',
  'localai',
  'xinference',
  'tgi',
  'sglang',
  'triton',
  'github_copilot',
])

/** Houses whose own models have a price that holds where nothing nearer is known. */
const MAKERS: ReadonlySet<string> = new Set([
  'openai',
  'anthropic',
  'gemini',
  'mistral',
  'xai',
  'deepseek',
  'cohere',
  'moonshot',
  'zai',
  'minimax',
  'dashscope',
  'ai21',
  'perplexity',
  'voyage',
  'jina',
])

/** Whether the entry is the maker's own: `gpt-4o`, `xai/grok-4`, and what only a cloud sells as its own. */
export function isMakers(family: string, bareName: string): boolean {
  if (MAKERS.has(family)) return !bareName.includes('/')
  if (family === 'vertex') return /^(gemini|text-embedding|text-multilingual|multimodalembedding|medlm)/.test(bareName)
  return family === 'bedrock' && bareName.startsWith('amazon.')
}

const MAX_NAME_CHARACTERS = 300

/** For comparing: case, the sign before a date, and dots in versions make no difference. */
export function canonical(name: string): string {
  return name
    .slice(0, MAX_NAME_CHARACTERS)
    .trim()
    .toLowerCase()
    .replaceAll('@', '-')
    .replace(/(\d)\.(?=\d)/g, '$1-')
    .replace(/^gpt-35/, 'gpt-3-5')
}

const REGION_PATH = /^(global-standard|global|us|eu|apac|[a-z]{2}(-[a-z]+)+-\d|\*)\/(?:.*\/)?/
const REGION_PREFIX = /^(us-gov|us|eu|apac|global|au|jp|ca|sa|uk)\.(?=[a-z0-9]+\.)/
const VENDOR_PREFIX =
  /^(anthropic|amazon|meta|mistral|cohere|ai21|deepseek|openai|qwen|moonshotai|moonshot|minimax|google|nvidia|writer|zai|stability|twelvelabs)\./
const MODEL_VERSION = /-v\d+(:\d+)?$|:\d+$/
const ROUTING_SUFFIX = /:(nitro|floor|online|exacto|extended|beta|thinking)$/
const DATE = /[-@](20\d{2}-?[01]\d-?[0-3]\d|[01]\d[0-3]\d)$/
const LABEL = /[-@](latest|default|\d{3})$/

/** The table's key without the provider's prefix, and whether the price is one region's only. */
export function bareKey(key: string, family: string): { name: string; regional: boolean } {
  const slash = key.indexOf('/')
  let name = slash > 0 && familyOf(key.slice(0, slash)) === family ? key.slice(slash + 1) : key
  name = name.replace(/^accounts\/[^/]+\/models\//, '')
  const regional = (family === 'azure' || family === 'bedrock') && (REGION_PATH.test(name) || REGION_PREFIX.test(name))
  return { name, regional }
}

/** Spellings of the same model, the nearest first, as said by who called it. */
export function closeNames(model: string): string[] {
  const whole = model.slice(0, MAX_NAME_CHARACTERS).trim()
  const names = [whole]
  const add = (name: string) => void (name !== '' && !names.includes(name) && names.push(name))
  const path = /(?:^|\/)(?:models|foundation-model|inference-profile)\/([^/]+)$/.exec(whole)?.[1]
  if (path) add(path)
  const tuned = /^ft:[^:]+/.exec(whole)?.[0]
  if (tuned) add(tuned)
  for (const name of [...names]) add(name.replace(ROUTING_SUFFIX, ''))
  for (const name of [...names]) add(name.slice(name.indexOf('/') + 1))
  for (const name of [...names]) add(name.slice(name.lastIndexOf('/') + 1))
  for (const name of [...names]) add(name.replace(REGION_PREFIX, ''))
  for (const name of [...names]) add(withoutVendor(name))
  return names
}

/** Looser spellings: without date and label. */
export function looseNames(model: string): string[] {
  const names = closeNames(model)
  const known = new Set(names)
  const made: string[] = []
  for (const name of names) {
    const shorter = withoutDate(name)
    if (shorter === name || shorter === '' || known.has(shorter)) continue
    known.add(shorter)
    made.push(shorter)
  }
  return made
}

/** `anthropic.claude-3-haiku-20240307-v1:0` as its maker calls it. */
export function withoutVendor(name: string): string {
  return VENDOR_PREFIX.test(name) ? name.replace(VENDOR_PREFIX, '').replace(MODEL_VERSION, '') : name
}

export function withoutDate(name: string): string {
  const bare = name.replace(LABEL, '')
  return bare.replace(DATE, '')
}

/** Names that only differ in the order of their words. */
export function otherOrder(name: string): string | undefined {
  const swapped = /^claude-(\d(?:-\d)?)-(opus|sonnet|haiku)(.*)$/.exec(name)
  return swapped ? `claude-${swapped[2]}-${swapped[1]}${swapped[3]}` : undefined
}

/** One name for the spellings of a model that an invoice and a call may use: no provider, no region, no date. */
export function canonicalModel(name: string): string {
  const last = closeNames(name).at(-1) ?? name
  return canonical(withoutDate(withoutVendor(last.slice(last.lastIndexOf('/') + 1))))
}
