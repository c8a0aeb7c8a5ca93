/** Trace Storage: lists, searches and shows traces. Rows are written by the write flow. */
export { createTraces, type Traces } from './room.ts'
export { tracesRoutes } from './routes.ts'
