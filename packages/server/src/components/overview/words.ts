/** Numbers and names as they stand in the sentences of the verdict. */

const NAMES: Readonly<Record<string, string>> = {
  openai: 'OpenAI',
  'azure.ai.openai': 'Azure OpenAI',
  azure: 'Azure',
  anthropic: 'Anthropic',
  google: 'Google',
  mistral: 'Mistral',
  cohere: 'Cohere',
  bedrock: 'Bedrock',
  deepseek: 'DeepSeek',
  groq: 'Groq',
}

export function providerName(provider: string): string {
  return provider === '' ? 'an unnamed provider' : (NAMES[provider] ?? provider)
}

const PARTS: Readonly<Record<string, string>> = { cache: 'cache', db: 'database', queue: 'queue' }

export function partName(part: string): string {
  return PARTS[part] ?? part
}

/** `0.42%`, `17.5%`, `80%`. */
export function percent(share: number): string {
  const value = share * 100
  return `${Number(value.toFixed(value < 10 ? 2 : value < 99.95 ? 1 : 0))}%`
}

/** `612 ms`, `2.35 s`, `3 min`. */
export function milliseconds(value: number): string {
  if (value < 999.5) return `${Number(value.toPrecision(3))} ms`
  if (value < 59_950) return `${Number((value / 1000).toPrecision(3))} s`
  return span(value)
}

/** `40 s`, `15 min`, `3 h`, `6 days`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.floor(seconds / 3600)
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`
}

/** `1,284`, `12.4`, `0.35`. */
export function rate(perSecond: number): string {
  if (perSecond >= 100) return Math.round(perSecond).toLocaleString('en-US')
  return String(Number(perSecond.toPrecision(3)))
}

/** A value of a search, in quotes where it needs them. */
export function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`
}
