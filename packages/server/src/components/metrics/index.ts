/** Metrics Aggregator: answers questions about metrics, keeps what people say of them, rolls points up, fetches from targets. */
export { rolledUntil, startRollup } from './rollup-job.ts'
export { createScraper, type Scraper } from './scrape-job.ts'
export { scrapeRoutes } from './scrape-routes.ts'
export { createTargetStore } from './store.ts'
export { createTargetFile, createTargets } from './targets.ts'
export { createMetrics, type Metrics } from './room.ts'
export { metricsRoutes } from './routes.ts'
