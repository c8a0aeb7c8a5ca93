/** A road: who is asked. */
export interface Road {
  provider: string
  model: string
}

export const sameRoad = (left: Partial<Road> | undefined, right: Partial<Road> | undefined): boolean =>
  left?.provider === right?.provider && left?.model === right?.model

/** `openai/gpt-4o`, as decision traces keep it. A provider's name has no slash; a model's may. */
export function roadText({ provider, model }: Road): string {
  return provider === '' || model === '' ? provider || model : `${provider}/${model}`
}

export function roadOf(text: string): Road {
  const slash = text.indexOf('/')
  return slash < 0 ? { provider: '', model: text } : { provider: text.slice(0, slash), model: text.slice(slash + 1) }
}
