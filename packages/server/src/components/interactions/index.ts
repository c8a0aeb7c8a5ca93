/** AI Interaction Logger, the reading half. The writing half is `stages.ts`, which runs on the ingest thread. */
export { createInteractions, type Interactions } from './room.ts'
export { type FiguresRollup, rolledFigures, startFiguresRollup } from './rollup-job.ts'
export { interactionsRoutes } from './routes.ts'
