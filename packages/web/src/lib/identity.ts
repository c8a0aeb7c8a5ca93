/**
 * One entity, one colour, on every screen. Well-known providers have a fixed place; others get one from their name, so
 * that a colour never depends on rank or on what else is in view. A model has its provider's colour.
 */
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/^(azure\W*)?openai|^azure/i, '--c1'],
  [/anthropic|claude/i, '--c2'],
  [/google|gemini|vertex|^gcp/i, '--c3'],
  [/mistral/i, '--c6'],
  [/self|local|ollama|vllm|llama/i, '--c4'],
]

const OTHERS = ['--c6', '--c7', '--c8', '--c4']

export function providerColour(provider: string | undefined): string {
  if (!provider) return '--c5'
  const known = KNOWN.find(([pattern]) => pattern.test(provider))
  if (known) return known[1]
  let hash = 0
  for (const character of provider.toLowerCase()) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0
  return OTHERS[hash % OTHERS.length] ?? '--c5'
}

/** Which provider a model name belongs to, when nothing else says so. */
export function providerOfModel(model: string): string | undefined {
  if (/^(gpt|o\d|text-embedding|chatgpt|dall)/i.test(model)) return 'openai'
  if (/claude/i.test(model)) return 'anthropic'
  if (/gemini|gemma|palm/i.test(model)) return 'google'
  return undefined
}
