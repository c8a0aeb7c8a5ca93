/** Rows as the statements of this room answer them. 64-bit numbers and decimals are text. */
import type { TokenRow } from '../../flows/query/token-counts.ts'

export interface InteractionCandidateRow {
  id: string
  start_ns: string
}

export interface InteractionLightRow extends InteractionCandidateRow, TokenRow {
  version: string
  trace_id: string
  span_id: string
  parent_span_id: string
  request_id: string
  duration_ns: string
  user_id: string
  organization_id: string
  session_id: string
  service: string
  source: string
  operation: string
  provider: string
  model: string
  requested_model: string
  served_model: string
  status: number
  error_type: string
  error_code: string
  error_message: string
  tokens_estimated: number
  ttft_ms: number | null
  tokens_per_second: number | null
  streaming: number | null
  finish_reason: string
  tool_calls: string
  response_id: string
  service_tier: string
  region: string
  attempt: number
  http_attempts: number
  cost: string | null
  cost_exact: string
  cache_saved: string | null
  amended_from: string
  currency: string
  price_version: string
  prompt_preview: string
  response_preview: string
  prompt_length: number
  response_length: number
  redactions: string
  tags: Record<string, string>
}

export interface ContentRow {
  prompt: string
  response: string
  input_messages: string
  output_messages: string
}

type Quantiles = (number | null)[]

/** Sums and counts are text: they may be larger than a number holds. */
export interface FiguresRow {
  last_ns: string
  calls: string
  operations: string
  http_calls: string
  errors: string
  timeouts: string
  prompt_sum: string
  response_sum: string
  total_sum: string
  cached_sum: string
  cache_write_sum: string
  reasoning_sum: string
  without_tokens: string
  estimated: string
  without_cost: string
  counted_cost: string
  counted_tokens: string
  latency_ln: number
  latency_ln2: number
  first_n: string
  first_ln: number
  first_ln2: number
  cost_x: number
  cost_x2: number
  cost_by_currency: Record<string, string>
  priced_by_currency: Record<string, string>
  saved_by_currency: Record<string, string>
  error_classes: Record<string, string>
  latency_ns: Quantiles
  first_token_ms: Quantiles
  speed_quantiles: Quantiles
}

export interface GroupRow extends FiguresRow {
  group_values: string[]
}

export interface TrendRow {
  model_provider: string
  model_name: string
  trend: Record<string, string>
}

export interface StepRow extends FiguresRow {
  step: string
}
