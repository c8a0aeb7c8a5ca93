/** Paths into an input: `request.body.messages[0].content`, `headers["x-team"]`. Only own properties are seen. */
import { LIMITS } from './limits.ts'

export type PathStep = string | number
export type Path = readonly PathStep[]

const STEP = /(?:^|\.)([^.[\]"]+)|\[(\d{1,6})\]|\["((?:[^"\\]|\\.)*)"\]/y
/** These would reach into what all objects share. */
const CLOSED = new Set(['__proto__', 'constructor', 'prototype'])

/** `undefined`: the text is no path. */
export function parsePath(text: string): Path | undefined {
  const steps: PathStep[] = []
  STEP.lastIndex = 0
  while (STEP.lastIndex < text.length) {
    const found = STEP.exec(text)
    if (!found || steps.length === LIMITS.pathSteps) return undefined
    const [, plain, index, quoted] = found
    if (index !== undefined) steps.push(Number(index))
    else steps.push((plain ?? quoted ?? '').replace(/\\(.)/g, '$1'))
  }
  return steps.length === 0 || steps.some((step) => CLOSED.has(String(step))) ? undefined : steps
}

/** What stands there, or `undefined`. The only thing a text or list has besides its members is its length. */
export function readPath(input: unknown, path: Path): unknown {
  let value = input
  for (const step of path) {
    if (typeof value === 'string') value = step === 'length' ? value.length : undefined
    else if (typeof value === 'object' && value !== null) value = Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined
    else return undefined
  }
  return value
}

const isIndex = (step: PathStep) => typeof step === 'number' || /^\d{1,6}$/.test(step)

/** A copy of this level that can be written to. `undefined`: this cannot hold that member, and is not replaced by what could. */
function writable(value: unknown, step: PathStep): Record<PathStep, unknown> | undefined {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object') return undefined
  if (!Array.isArray(value)) return { ...value }
  return isIndex(step) && Number(step) <= value.length ? ([...value] as unknown as Record<PathStep, unknown>) : undefined
}

/**
 * `input` with this value there; `undefined` takes it away. The input itself is not touched, and only the road is copied. The
 * same input comes back where nothing could be written.
 */
export function writePath(input: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return value
  const below = typeof input === 'object' && input !== null && Object.hasOwn(input, step) ? Reflect.get(input, step) : undefined
  const after = writePath(below, rest, value)
  if (after === below) return input
  const copy = writable(input, step)
  if (copy === undefined) return input
  if (after !== undefined) copy[step] = after
  else if (Array.isArray(copy)) copy.splice(Number(step), 1)
  else delete copy[step]
  return copy
}
