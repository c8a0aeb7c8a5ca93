/** Visualization Engine, the server's half: keeps dashboards and answers what their widgets ask. */
export { createDashboards, type Dashboards } from './room.ts'
export { dashboardsRoutes } from './routes.ts'
export { readShipped } from './shipped.ts'
export { sourceOf, type WidgetSource } from './sources.ts'
