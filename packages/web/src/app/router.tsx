/** The addresses of the product. Only screens that exist have one. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import {
  parseSearchText,
  printSearchText,
  readDashboardSearch,
  readDashboardsSearch,
  readDecisionSearch,
  readInteractionSearch,
  readMetricSearch,
  readOverviewSearch,
  readPageSearch,
  readTraceSearch,
} from '../lib/search-params.ts'
import { NotFound, PageError } from './page-states.tsx'
import { Shell } from './shell.tsx'

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** What the top bar and the browser's tab say. */
    title?: string
    /** It does not depend on the time range, so the bar has no controls for it. */
    timeless?: true
    /** It is shown without the navigation and the bar: to guests, who have no other page. */
    bare?: true
  }
}

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageError, validateSearch: readPageSearch })

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: readOverviewSearch,
  staticData: { title: 'System Overview' },
  component: lazyRouteComponent(() => import('../screens/overview/system-overview.tsx'), 'SystemOverview'),
})

const traces = createRoute({
  getParentRoute: () => root,
  path: '/traces',
  validateSearch: readTraceSearch,
  staticData: { title: 'Trace Explorer' },
  component: lazyRouteComponent(() => import('../screens/traces/trace-explorer.tsx'), 'TraceExplorer'),
})
const trace = createRoute({ getParentRoute: () => traces, path: '$traceId' })

const interactions = createRoute({
  getParentRoute: () => root,
  path: '/interactions',
  validateSearch: readInteractionSearch,
  staticData: { title: 'AI Interaction Explorer' },
  component: lazyRouteComponent(() => import('../screens/interactions/interaction-explorer.tsx'), 'InteractionExplorer'),
})
const interaction = createRoute({ getParentRoute: () => interactions, path: '$interactionId' })

const dashboards = createRoute({
  getParentRoute: () => root,
  path: '/dashboards',
  validateSearch: readDashboardsSearch,
  staticData: { title: 'Dashboards' },
  component: lazyRouteComponent(() => import('../screens/dashboards/dashboard-list.tsx'), 'DashboardList'),
})
const dashboard = createRoute({
  getParentRoute: () => root,
  path: '/dashboards/$dashboardId',
  validateSearch: readDashboardSearch,
  staticData: { title: 'Dashboard' },
  component: lazyRouteComponent(() => import('../screens/dashboards/dashboard-view.tsx'), 'DashboardView'),
})
const shared = createRoute({
  getParentRoute: () => root,
  path: '/shared/$token',
  validateSearch: readDashboardSearch,
  staticData: { title: 'Shared dashboard', bare: true },
  component: lazyRouteComponent(() => import('../screens/shared/shared-dashboard.tsx'), 'SharedDashboard'),
})
const decisions = createRoute({
  getParentRoute: () => root,
  path: '/decisions',
  validateSearch: readDecisionSearch,
  staticData: { title: 'Decision Explorer' },
  component: lazyRouteComponent(() => import('../screens/decisions/decision-explorer.tsx'), 'DecisionExplorer'),
})
const decision = createRoute({ getParentRoute: () => decisions, path: '$traceId' })

const replay = createRoute({
  getParentRoute: () => root,
  path: '/decisions/$traceId/replay',
  staticData: { title: 'Replay', timeless: true },
  component: lazyRouteComponent(() => import('../screens/what-if/replay-page.tsx'), 'ReplayPage'),
})
const whatIf = createRoute({
  getParentRoute: () => root,
  path: '/decisions/what-if',
  staticData: { title: 'What-if' },
  component: lazyRouteComponent(() => import('../screens/what-if/what-if-page.tsx'), 'WhatIfPage'),
})
const whatIfRun = createRoute({ getParentRoute: () => whatIf, path: '$runId' })
const whatIfCompare = createRoute({
  getParentRoute: () => root,
  path: '/decisions/what-if/compare/$leftId/$rightId',
  staticData: { title: 'What-if', timeless: true },
  component: lazyRouteComponent(() => import('../screens/what-if/compare-page.tsx'), 'ComparePage'),
})

const policies = createRoute({
  getParentRoute: () => root,
  path: '/decisions/policies',
  staticData: { title: 'Policies', timeless: true },
  component: lazyRouteComponent(() => import('../screens/policies/policy-list.tsx'), 'PolicyList'),
})
const policy = createRoute({
  getParentRoute: () => root,
  path: '/decisions/policies/$policyId',
  staticData: { title: 'Policy', timeless: true },
  component: lazyRouteComponent(() => import('../screens/policies/policy-page.tsx'), 'PolicyPage'),
})
const newPolicy = createRoute({
  getParentRoute: () => root,
  path: '/decisions/new-policy',
  staticData: { title: 'New policy', timeless: true },
  component: lazyRouteComponent(() => import('../screens/policies/policy-page.tsx'), 'NewPolicyPage'),
})

const metrics = createRoute({
  getParentRoute: () => root,
  path: '/metrics',
  validateSearch: readMetricSearch,
  staticData: { title: 'Metrics' },
  component: lazyRouteComponent(() => import('../screens/metrics/metrics-explorer.tsx'), 'MetricsExplorer'),
})

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  beforeLoad: () => {
    throw redirect({ to: '/settings/appearance', replace: true })
  },
})
const appearance = createRoute({
  getParentRoute: () => root,
  path: '/settings/appearance',
  staticData: { title: 'Settings', timeless: true },
  component: lazyRouteComponent(() => import('../screens/settings/appearance.tsx'), 'Appearance'),
})
const privacy = createRoute({
  getParentRoute: () => root,
  path: '/settings/privacy',
  staticData: { title: 'Settings', timeless: true },
  component: lazyRouteComponent(() => import('../screens/settings/privacy/privacy-page.tsx'), 'PrivacyPage'),
})
const prices = createRoute({
  getParentRoute: () => root,
  path: '/settings/prices',
  staticData: { title: 'Settings', timeless: true },
  component: lazyRouteComponent(() => import('../screens/settings/costs/prices-page.tsx'), 'PricesPage'),
})
const budgets = createRoute({
  getParentRoute: () => root,
  path: '/settings/budgets',
  staticData: { title: 'Settings', timeless: true },
  component: lazyRouteComponent(() => import('../screens/settings/costs/budgets-page.tsx'), 'BudgetsPage'),
})

const targets = createRoute({
  getParentRoute: () => root,
  path: '/settings/targets',
  staticData: { title: 'Settings', timeless: true },
  component: lazyRouteComponent(() => import('../screens/settings/scrape-targets.tsx'), 'ScrapeTargets'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    traces.addChildren([trace]),
    interactions.addChildren([interaction]),
    metrics,
    decisions.addChildren([decision]),
    replay,
    whatIf.addChildren([whatIfRun]),
    whatIfCompare,
    policies,
    policy,
    newPolicy,
    dashboards,
    dashboard,
    shared,
    settings,
    appearance,
    privacy,
    targets,
    prices,
    budgets,
  ]),
  defaultPreload: 'intent',
  parseSearch: parseSearchText,
  stringifySearch: printSearchText,
  scrollRestoration: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
