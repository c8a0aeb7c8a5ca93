import type { MetricInfo } from '@relayscope/contract'
import type { MetricPage } from './use-metric-page.ts'

export interface MetricViewProps {
  /** Undefined: a formula, or a metric nobody has sent. */
  metric: MetricInfo | undefined
  metrics: readonly MetricInfo[]
  page: MetricPage
}
