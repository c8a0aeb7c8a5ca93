/** Asks what the widgets of a dashboard ask, some at a time; what several of them ask is asked once. */
import { type DashboardWidget, fillParameters, type VariableValues, type WidgetData } from '@relayscope/contract'
import { isoTime, readTime } from '../../flows/query/time-range.ts'
import type { Clock } from '../../kit/clock.ts'
import { HttpError } from '../../kit/errors.ts'
import { httpError } from '../../kit/http.ts'
import { withTimeLimit } from '../../kit/limits.ts'
import { problemOf } from '../../kit/problem.ts'
import type { QuestionReader } from './questions.ts'

export interface Chosen {
  from: string
  to: string
  step?: string | undefined
  values: VariableValues
}

export interface AnswerOptions {
  read: QuestionReader
  clock: Clock
  /** What nobody foresaw, for the log. */
  onError: (error: unknown) => void
}

/** Questions of one dashboard that are asked at the same time. What asks of the same rows at the same time is read together. */
const AT_A_TIME = 32
/** For all of a dashboard. A widget that is not answered by then says so; the others are shown. */
const LIMIT_MS = 25_000
/** Dashboards that are answered at the same time. */
const MOST_IN_FLIGHT = 64

export interface WidgetAnswers {
  answer(project: string, widgets: readonly DashboardWidget[], chosen: Chosen, guest: boolean): Promise<WidgetData[]>
}

export function createWidgetAnswers({ read, clock, onError }: AnswerOptions): WidgetAnswers {
  let inFlight = 0
  return {
    async answer(project, widgets, chosen, guest) {
      if (inFlight >= MOST_IN_FLIGHT) throw httpError('overloaded', 'too many dashboards are being answered', { retryAfterSeconds: 1 })
      inFlight++
      try {
        // All of it is of one moment: charts end together, and questions of the same range are of the same rows.
        const nowNs = clock.nowNs()
        const ask = onceEach((widget, parameters) => askOne(read, project, widget, atMoment(parameters, nowNs), guest))
        const untilMs = performance.now() + LIMIT_MS
        return await inTurns(widgets, AT_A_TIME, async (widget) => {
          const parameters = withRange(fillParameters(widget.dataSource.parameters, chosen.values), chosen)
          const found = await outcomeOf(
            withTimeLimit('the widget', Math.max(1, untilMs - performance.now()), ask(widget, parameters)),
            onError,
          )
          return { id: widget.id, endpoint: widget.dataSource.endpoint, parameters, ...found }
        })
      } finally {
        inFlight--
      }
    },
  }
}

function withRange(parameters: Record<string, unknown>, { from, to, step }: Chosen): Record<string, unknown> {
  return { from, to, ...(step === undefined ? {} : { step }), ...parameters }
}

/** With the times that are relative to now as what they are. */
function atMoment(parameters: Record<string, unknown>, nowNs: bigint): Record<string, unknown> {
  const times = (['from', 'to'] as const).flatMap((name) => {
    const text = parameters[name]
    const atNs = typeof text === 'string' && text.startsWith('now') ? readTime(text, nowNs) : undefined
    return atNs === undefined ? [] : [[name, isoTime(atNs)] as const]
  })
  return { ...parameters, ...Object.fromEntries(times) }
}

type Asked = { outcome: 'nothing_asked' | 'unconnected' } | { outcome: 'answered'; data: unknown }

async function askOne(
  read: QuestionReader,
  project: string,
  widget: DashboardWidget,
  parameters: Record<string, unknown>,
  guest: boolean,
): Promise<Asked> {
  const question = read(widget, parameters)
  if (typeof question === 'string') return { outcome: question }
  const data = await question.source.answer(project, question)
  return { outcome: 'answered', data: guest ? question.source.forGuests(data) : data }
}

type Ask = (widget: DashboardWidget, parameters: Record<string, unknown>) => Promise<Asked>

function onceEach(ask: Ask): Ask {
  const asked = new Map<string, Promise<Asked>>()
  return (widget, parameters) => {
    const key = JSON.stringify([widget.dataSource.system, widget.dataSource.endpoint, parameters])
    const known = asked.get(key) ?? ask(widget, parameters)
    asked.set(key, known)
    return known
  }
}

async function outcomeOf(
  asked: Promise<Asked>,
  onError: (error: unknown) => void,
): Promise<Pick<WidgetData, 'outcome' | 'data' | 'error'>> {
  try {
    return await asked
  } catch (error) {
    const { problem, unexpected } = problemOf(error, '')
    if (unexpected && !(error instanceof HttpError)) onError(error)
    const { status, code, detail, errors } = problem
    return { outcome: 'failed', error: { status, code, detail, ...(errors && { errors }) } }
  }
}

/** In the order of `items`, never more than `most` at the same time. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const turn = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as Item)
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, turn))
  return results
}
