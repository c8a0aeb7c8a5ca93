/** Rows as the statements of this room answer them. 64-bit numbers and decimals are text. */
export interface InteractionCandidateRow {
  id: string
  start_ns: string
}

export interface InteractionLightRow extends InteractionCandidateRow {
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
  prompt_tokens: string | null
  response_tokens: string | null
  total_tokens: string | null
  cached_tokens: string | null
  cache_write_tokens: string | null
  cache_write_1h_tokens: string | null
  reasoning_tokens: string | null
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

export interface FiguresRow {
  calls: string
  errors: string
  timeouts: string
  prompt_sum: string | null
  response_sum: string | null
  total_sum: string | null
  cached_sum: string | null
  reasoning_sum: string | null
  without_tokens: string
  without_cost: string
  cost_by_currency: Record<string, string>
  priced_by_currency: Record<string, string>
  cost_per_token: number | null
  latency_ns: Quantiles
  first_token_ms: Quantiles
  speed: Quantiles
}

export interface GroupRow extends FiguresRow {
  group_values: string[]
}

export interface ModelRow extends FiguresRow {
  model_provider: string
  model_name: string
  last_ns: string
  trend: Record<string, string>
}

export interface StepRow extends FiguresRow {
  step: string
}
