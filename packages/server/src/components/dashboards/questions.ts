/** A widget as a question: which endpoint it asks what. Read when it is saved, and again with the chosen values when it is shown. */
import { type DashboardWidget, fillParameters, type VariableValues } from '@relayscope/contract'
import { httpError } from '../../kit/http.ts'
import { type Issue, issuesOf } from '../../kit/issues.ts'
import type { createSourceFinder, WidgetSource } from './sources.ts'

export interface Question {
  readonly source: WidgetSource
  readonly params: unknown
  /** As the schema read it. */
  readonly parameters: unknown
}

/** Why a widget asks nothing here. */
export type NoQuestion = 'nothing_asked' | 'unconnected'

export type QuestionReader = (widget: DashboardWidget, parameters: Readonly<Record<string, unknown>>) => Question | NoQuestion

/** Throws 422 with the field, seen from the widget. */
export function createQuestionReader(find: ReturnType<typeof createSourceFinder>): QuestionReader {
  return ({ dataSource: { system, endpoint } }, parameters) => {
    if (endpoint.trim() === '') return 'nothing_asked'
    if (system === 'auterity') return 'unconnected'
    const found = find(endpoint)
    if (!found) throw refused([{ path: 'dataSource.endpoint', message: 'is no endpoint that answers a widget' }])
    const params = found.source.params?.safeParse(found.params)
    if (params && !params.success)
      throw refused([{ path: 'dataSource.endpoint', message: issuesOf(params.error)[0]?.message ?? 'invalid' }])
    const read = found.source.takes.safeParse(parameters)
    if (!read.success) throw refused(issuesOf(read.error).map((issue) => inside('dataSource.parameters', issue)))
    return { source: found.source, params: params?.data, parameters: read.data }
  }
}

/** What is wrong with any of them, with its place in the dashboard. */
export function checkWidgets(read: QuestionReader, widgets: readonly DashboardWidget[], values: VariableValues): void {
  const issues = widgets.flatMap((widget, at) => {
    try {
      read(widget, fillParameters(widget.dataSource.parameters, values))
      return []
    } catch (error) {
      return ((error as { errors?: readonly Issue[] }).errors ?? raise(error)).map((issue) => inside(`widgets[${at}]`, issue))
    }
  })
  if (issues.length > 0) throw refused(issues.slice(0, MOST_ISSUES))
}

const MOST_ISSUES = 50

function inside(place: string, { path, message }: Issue): Issue {
  return { path: path === '' ? place : path.startsWith('[') ? place + path : `${place}.${path}`, message }
}

function refused(issues: Issue[]): Error {
  const [first] = issues
  return httpError('invalid_request', `${first?.path}: ${first?.message}`, { errors: issues })
}

function raise(error: unknown): never {
  throw error
}
