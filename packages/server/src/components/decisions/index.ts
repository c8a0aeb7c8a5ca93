/** Decision Tracker: keeps what gateways decided, as a chain, and answers about it. */
export { createDecisionChain, type DecisionChain } from './chain.ts'
export { createChainHeads } from './chain-heads.ts'
export { createDecisions, type Decisions } from './room.ts'
export { decisionsRoutes } from './routes.ts'
