/** Every route there is: the one list that the OpenAPI document, the client and the reference are made from. */
import { accessRoutes } from './access.ts'
import { decisionRoutes } from './decisions.ts'
import { dashboardRoutes } from './dashboards.ts'
import { interactionRoutes } from './interactions.ts'
import { metricRoutes } from './metrics.ts'
import { overviewRoutes } from './overview.ts'
import { policyRoutes } from './policies.ts'
import { replayRoutes } from './replay.ts'
import { privacyRoutes } from './privacy.ts'
import { priceRoutes } from './prices.ts'
import { budgetRoutes } from './budgets.ts'
import { repricingRoutes } from './repricing.ts'
import { scrapeRoutes } from './scrape.ts'
import { sessionRoutes } from './sessions.ts'
import { systemRoutes } from './system.ts'
import { telemetryRoutes } from './telemetry.ts'
import { traceRoutes } from './traces.ts'
import { viewRoutes } from './views.ts'
import { whatIfRoutes } from './what-if.ts'

export const routes = [
  ...telemetryRoutes,
  ...traceRoutes,
  ...interactionRoutes,
  ...decisionRoutes,
  ...sessionRoutes,
  ...priceRoutes,
  ...repricingRoutes,
  ...budgetRoutes,
  ...metricRoutes,
  ...overviewRoutes,
  ...scrapeRoutes,
  ...policyRoutes,
  ...replayRoutes,
  ...whatIfRoutes,
  ...privacyRoutes,
  ...dashboardRoutes,
  ...viewRoutes,
  ...accessRoutes,
  ...systemRoutes,
] as const
