/** What may stand behind the `?`: everything else is dropped. The URL is the state, so these are the states there are. */
import type { MetricAggregation } from '@relayscope/contract'
import { printPeek, readPeek } from './peek.ts'
import { DEFAULT_RANGE, isTimeText, type TimeRange } from './time-range.ts'

export interface PageSearch {
  from?: string
  to?: string
  /** Live is the rule for a range that ends now. */
  live?: 'off'
  /** What the drawer shows. */
  peek?: string
}

export interface OverviewSearch extends PageSearch {
  /** Only requests that called it. */
  provider?: string
  /** A stretch of time that is compared with the time before it: two instants in milliseconds. */
  changed?: string
}

export interface TraceSearch extends PageSearch {
  q?: string
  sort?: 'duration' | 'cost'
  facets?: 'off'
  /** Columns of the table, where they are not the usual ones. */
  cols?: string
  tab?: 'flame' | 'map' | 'events'
  span?: string
}

export interface InteractionSearch extends PageSearch {
  q?: string
  provider?: string
  model?: string
  status?: 'success' | 'error' | 'timeout'
  sort?: 'latency' | 'cost' | 'tokens'
  tab?: 'models' | 'cost' | 'sessions'
  /** The conversation that is open in its tab. */
  session?: string
  /** What the models are ordered by, where it is not their calls. */
  by?: string
  /** Columns of the table, where they are not the usual ones. */
  cols?: string
  /** A second interaction, beside the open one. */
  cmp?: string
}

export interface MetricSearch extends PageSearch {
  /** Of the list: part of a name, and a category. */
  q?: string
  category?: string
  metric?: string
  /** Instead of a metric. */
  formula?: string
  agg?: MetricAggregation
  /** Tags, with commas between. */
  by?: string
  /** What tags must be or not be (metric-question.ts). */
  where?: string
  step?: string
  top?: string
  compare?: '1h' | '1d' | '7d'
  /** The step whose requests are shown: two instants in milliseconds. */
  at?: string
  tab?: 'requests'
}

export interface DashboardsSearch extends PageSearch {
  q?: string
}

export interface DashboardSearch extends PageSearch {
  /** Chosen values of the variables (variable-text.ts). */
  vars?: string
  /** The widget that fills the page. */
  widget?: string
  edit?: 'on'
  wall?: 'on'
}

export interface DecisionSearch extends PageSearch {
  q?: string
  tab?: 'rules'
  /** Which request of the open trace, where it is not the first. */
  request?: string
  /** Number of the decision that is shown, from 1. */
  point?: string
}

type Raw = Record<string, unknown>

const MOST_CHARACTERS = 4096

function text(raw: Raw, name: string): string | undefined {
  const value = raw[name]
  return typeof value === 'string' && value !== '' ? value.slice(0, MOST_CHARACTERS) : undefined
}

function word<Word extends string>(raw: Raw, name: string, words: readonly Word[]): Word | undefined {
  return words.find((one) => one === raw[name])
}

function time(raw: Raw, name: string): string | undefined {
  const value = text(raw, name)
  return value !== undefined && isTimeText(value) ? value : undefined
}

/** A name without a value is there and undefined: left out, the router would keep what the address says. */
export function readPageSearch(raw: Raw): PageSearch {
  const peek = readPeek(text(raw, 'peek'))
  return {
    from: time(raw, 'from'),
    to: time(raw, 'to'),
    live: word(raw, 'live', ['off']),
    peek: peek && printPeek(peek),
  }
}

const STRETCH = /^\d{13}-\d{13}$/

export function readOverviewSearch(raw: Raw): OverviewSearch {
  return {
    ...readPageSearch(raw),
    provider: text(raw, 'provider'),
    changed: matching(raw, 'changed', STRETCH),
  }
}

const AGGREGATIONS: readonly MetricAggregation[] = ['count', 'sum', 'avg', 'min', 'max', 'p50', 'p90', 'p95', 'p99', 'rate']
const STEP = /^\d{1,7}[smhd]$/
const TOP = /^[1-9]\d{0,2}$/

function matching(raw: Raw, name: string, form: RegExp): string | undefined {
  const value = text(raw, name)
  return value !== undefined && form.test(value) ? value : undefined
}

export function readMetricSearch(raw: Raw): MetricSearch {
  return {
    ...readPageSearch(raw),
    q: text(raw, 'q'),
    category: text(raw, 'category'),
    metric: text(raw, 'metric'),
    formula: text(raw, 'formula'),
    agg: word(raw, 'agg', AGGREGATIONS),
    by: text(raw, 'by'),
    where: text(raw, 'where'),
    step: matching(raw, 'step', STEP),
    top: matching(raw, 'top', TOP),
    compare: word(raw, 'compare', ['1h', '1d', '7d']),
    at: matching(raw, 'at', STRETCH),
    tab: word(raw, 'tab', ['requests']),
  }
}

export function readTraceSearch(raw: Raw): TraceSearch {
  return {
    ...readPageSearch(raw),
    q: text(raw, 'q'),
    sort: word(raw, 'sort', ['duration', 'cost']),
    facets: word(raw, 'facets', ['off']),
    cols: text(raw, 'cols'),
    tab: word(raw, 'tab', ['flame', 'map', 'events']),
    span: text(raw, 'span'),
  }
}

export function readInteractionSearch(raw: Raw): InteractionSearch {
  return {
    ...readPageSearch(raw),
    q: text(raw, 'q'),
    provider: text(raw, 'provider'),
    model: text(raw, 'model'),
    status: word(raw, 'status', ['success', 'error', 'timeout']),
    sort: word(raw, 'sort', ['latency', 'cost', 'tokens']),
    tab: word(raw, 'tab', ['models', 'cost', 'sessions']),
    session: text(raw, 'session'),
    by: text(raw, 'by'),
    cols: text(raw, 'cols'),
    cmp: text(raw, 'cmp'),
  }
}

export function readDashboardsSearch(raw: Raw): DashboardsSearch {
  return { ...readPageSearch(raw), q: text(raw, 'q') }
}

export function readDashboardSearch(raw: Raw): DashboardSearch {
  return {
    ...readPageSearch(raw),
    vars: text(raw, 'vars'),
    widget: text(raw, 'widget'),
    edit: word(raw, 'edit', ['on']),
    wall: word(raw, 'wall', ['on']),
  }
}

export function readDecisionSearch(raw: Raw): DecisionSearch {
  return {
    ...readPageSearch(raw),
    q: text(raw, 'q'),
    tab: word(raw, 'tab', ['rules']),
    request: text(raw, 'request'),
    point: text(raw, 'point'),
  }
}

export function rangeOfSearch({ from, to }: PageSearch): TimeRange {
  return { from: from ?? DEFAULT_RANGE.from, to: to ?? DEFAULT_RANGE.to }
}

/** The parameters a range needs: none when it is the usual one. */
export function searchOfRange({ from, to }: TimeRange): Pick<PageSearch, 'from' | 'to'> {
  return from === DEFAULT_RANGE.from && to === DEFAULT_RANGE.to
    ? { from: undefined, to: undefined }
    : { from, to: to === 'now' ? undefined : to }
}

/** Plain text both ways: a search for `123` stays the text 123. */
export function parseSearchText(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query))
}

export function printSearchText(search: Record<string, unknown>): string {
  const entries = Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '')
  const printed = new URLSearchParams(entries).toString()
  // These are safe in a query and far easier to read than their escapes.
  return printed === ''
    ? ''
    : `?${printed.replaceAll('%3A', ':').replaceAll('%2F', '/').replaceAll('%2C', ',').replaceAll('%28', '(').replaceAll('%29', ')')}`
}
