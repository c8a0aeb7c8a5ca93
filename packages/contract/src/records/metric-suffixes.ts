/** How a reference picks one number out of a metric: `api.latency.p95`. Apart from the schemas, so that a browser gets it without them. */
export const METRIC_SUFFIXES = ['count', 'sum', 'avg', 'min', 'max', 'p50', 'p90', 'p95', 'p99', 'rate'] as const
