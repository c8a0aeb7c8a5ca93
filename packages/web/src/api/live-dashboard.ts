/** What a live dashboard asks for: the newest windows of its charts, and all of what cannot be asked for in part. */
import type { DashboardData, Frame, WidgetData } from '@relayscope/contract'
import { appendFrame, isWhole } from '../lib/append-frame.ts'
import { endsNow, resolveTime, type TimeRange } from '../lib/time-range.ts'

export interface Part {
  from: string
  to: string
  step?: string
  widget: string[]
}

/** Windows that are asked for again: the last is growing, and the one before it may have got a point late. */
const AGAIN = 2

/** What to ask so that `known` is up to date. Undefined where all has to be asked anew. */
export function newestParts(known: DashboardData, range: TimeRange): Part[] | undefined {
  if (!endsNow(range) || !range.from.startsWith('now')) return undefined
  const parts = new Map<string, Part>()
  for (const answer of known.widgets) {
    if (answer.outcome === 'nothing_asked' || answer.outcome === 'unconnected') continue
    const part = partOf(answer, range)
    const key = JSON.stringify([part.from, part.step])
    const alike = parts.get(key)
    if (alike) alike.widget.push(...part.widget)
    else parts.set(key, part)
  }
  return [...parts.values()]
}

function partOf(answer: WidgetData, range: TimeRange): Part {
  const frame = growingFrame(answer, range)
  const fromMs = frame?.times.at(-AGAIN)
  if (!frame || fromMs === undefined) return { from: range.from, to: range.to, widget: [answer.id] }
  return { from: new Date(fromMs).toISOString(), to: range.to, step: `${frame.stepMs / 1000}s`, widget: [answer.id] }
}

/** The frame of a widget that goes along with the range, if its windows can be put together. */
function growingFrame({ outcome, data, parameters, endpoint }: WidgetData, { from, to }: TimeRange): Frame | undefined {
  if (outcome !== 'answered' || !endpoint.endsWith('/metrics/query') || parameters.from !== from || parameters.to !== to) return undefined
  // Other fillings look at windows further back.
  if (![undefined, 'none', 'zero'].includes(parameters.fill as string | undefined)) return undefined
  const frame = data as Frame
  return frame.stepMs % 1000 === 0 && isWhole(frame) ? frame : undefined
}

/** `known` with the answers to its newest parts. Undefined where they do not fit it. */
export function withNewest(known: DashboardData, answers: readonly DashboardData[], range: TimeRange): DashboardData | undefined {
  if (answers.some(({ version }) => version !== known.version)) return undefined
  const newest = new Map(answers.flatMap(({ widgets }) => widgets.map((widget) => [widget.id, widget] as const)))
  const widgets: WidgetData[] = []
  for (const before of known.widgets) {
    const after = newest.get(before.id)
    const frame = growingFrame(before, range)
    if (!after) widgets.push(before)
    else if (!frame || after.parameters.from === range.from) widgets.push(after)
    else {
      const grown = after.outcome === 'answered' ? appended(frame, after.data as Frame, range, after.parameters) : undefined
      if (!grown) return undefined
      widgets.push({ ...before, data: grown })
    }
  }
  return { ...known, widgets }
}

const USUAL_TOP = 20

function appended(frame: Frame, newest: Frame, range: TimeRange, { top = USUAL_TOP }: Record<string, unknown>): Frame | undefined {
  const grown = appendFrame(frame, newest, resolveTime(range.from, Date.parse(newest.to)))
  return grown && grown.series.length <= Number(top) ? grown : undefined
}
