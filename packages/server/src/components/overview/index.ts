/** System Overview: whether something is wrong, since when, and the figures that say so. */
export { createOverview, type Overview } from './room.ts'
export { overviewRoutes } from './routes.ts'
