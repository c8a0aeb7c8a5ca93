/** A decision trace as one line of JSON, whatever is in it: circles, numbers too large, getters that throw. */
import type { InputText, RecordedDecision, RecordedTrace } from './types.ts'

const MAX_LINE_CHARACTERS = 1024 * 1024
const UNCAPTURED_CHARACTERS = 256
const TOO_LARGE: InputText = { json: '"[not recorded: too large]"' }
const UNWRITABLE: InputText = { json: '"[not recorded: cannot be written as JSON]"' }

export function writeDecision(trace: RecordedTrace): string {
  const line = lineOf(trace)
  if (line !== undefined && line.length <= MAX_LINE_CHARACTERS) return line
  const decisions = trace.decisions.map((decision) => ({
    ...decision,
    rules: undefined,
    input: line === undefined ? decision.input : TOO_LARGE,
    output: plain(decision.output),
  }))
  return lineOf({ ...trace, decisions }) ?? JSON.stringify({ ...trace, decisions: [] })
}

/** Inputs are JSON already and are put in as they are. `undefined`: something of the rest cannot be written. */
function lineOf({ decisions, ...rest }: RecordedTrace): string | undefined {
  try {
    const head = JSON.stringify(rest)
    return `${head.slice(0, -1)},"decisions":[${decisions.map(decisionText).join()}]}`
  } catch {
    return undefined
  }
}

function decisionText({ input, ...rest }: RecordedDecision): string {
  return `{"input":${input.json},${JSON.stringify(rest).slice(1)}`
}

function plain(value: unknown): unknown {
  try {
    return JSON.stringify(value).length < MAX_LINE_CHARACTERS / 8 ? value : '[not recorded: too large]'
  } catch {
    return '[not recorded: cannot be written as JSON]'
  }
}

/** What of an input is recorded. Most are short enough to be taken whole, so they are walked through only when they are not. */
export function inputText(input: unknown, captureContent: boolean, maxLength: number): InputText {
  const longest = captureContent ? maxLength : Math.min(UNCAPTURED_CHARACTERS, maxLength)
  const whole = attempted(input)
  if (whole === undefined) return UNWRITABLE
  if (whole.length <= Math.min(longest, MAX_LINE_CHARACTERS)) return { json: whole }
  const short = attempted(shaped(input, captureContent, maxLength)) ?? whole
  return short.length <= MAX_LINE_CHARACTERS ? { json: short } : TOO_LARGE
}

function attempted(value: unknown): string | undefined {
  try {
    return JSON.stringify(value) ?? 'null'
  } catch {
    return undefined
  }
}

/** Cuts texts inside an input. The same value comes back where nothing is too long. */
export function shaped(input: unknown, captureContent: boolean, maxLength: number, depth = 0): unknown {
  if (typeof input === 'string') return shortened(input, captureContent, maxLength)
  if (typeof input !== 'object' || input === null || depth > 32) return input
  let copy: Record<string, unknown> | unknown[] | undefined
  for (const [key, value] of Object.entries(input)) {
    const after = shaped(value, captureContent, maxLength, depth + 1)
    if (after === value) continue
    copy ??= Array.isArray(input) ? [...(input as unknown[])] : { ...input }
    ;(copy as Record<string, unknown>)[key] = after
  }
  return copy ?? input
}

function shortened(text: string, captureContent: boolean, maxLength: number): string {
  if (!captureContent && text.length > UNCAPTURED_CHARACTERS) return `[not recorded: ${text.length} characters]`
  return text.length > maxLength ? `${text.slice(0, maxLength)}[cut: ${text.length} characters]` : text
}
