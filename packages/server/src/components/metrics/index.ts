/** Metrics Aggregator: answers questions about metrics, keeps what people say of them, rolls points up, fetches from targets. */
export { rolledUntil, startRollup } from './rollup-job.ts'
export { createMetrics, type Metrics } from './room.ts'
export { metricsRoutes } from './routes.ts'
