/** Rows as the statements of this room answer them. 64-bit numbers and decimals are text. */
export interface CandidateRow {
  id: string
  start_ns: string
}

export interface SummaryRow extends CandidateRow {
  end_ns: string
  name: string
  state: number
  whole: number
  user: string
  organization: string
  request: string
  session: string
  path: string
  method: string
  error: string
  details: string
  trace_tags: string
  service_names: string[]
  provider_names: string[]
  model_names: string[]
}

/** Of one trace: a list does not say what was taken out. */
export interface WholeSummaryRow extends SummaryRow {
  /** JSON, or empty. */
  removed: string
}

export interface SpanCountRow {
  id: string
  spans: string
  errors: string
  root_service: string
}

export interface InteractionTotalRow {
  id: string
  calls: string
  tokens: string | null
  total_cost: string | null
  currencies: string[]
}

export interface SpanRow {
  span_id: string
  parent_span_id: string
  name: string
  kind: number
  status: number
  status_message: string
  error_type: string
  service: string
  scope: string
  component: string
  operation: string
  provider: string
  model: string
  start_ns: string
  duration_ns: string
  attrs: Record<string, string>
  resource: string
  events: string
  links: string
  redactions: string
}

export interface SpanContentRow {
  span_id: string
  source: string
  key: string
  position: number
  value: string
}

export interface SpanInteractionRow {
  id: string
  span_id: string
  total_tokens: string | null
  cost: string | null
  currency: string
}
