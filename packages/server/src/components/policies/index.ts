/** Policies: what decides, in versions that never change. */
export { readDocument, type DocumentText, type ReadDocument } from './read-document.ts'
export type { KnownPolicy } from './finder.ts'
export { createPolicies, type Policies } from './room.ts'
export { policiesRoutes } from './routes.ts'
export { createPolicyStore } from './store.ts'
