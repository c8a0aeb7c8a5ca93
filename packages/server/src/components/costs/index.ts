/** Money: price tables, the cost of a call opened, stored calls priced again. */
export { createInteractionCosts } from './interaction-cost.ts'
export { createPriceStore } from './price-store.ts'
export { createPrices } from './prices.ts'
export { createRepricingStore } from './repricing-store.ts'
export { createRepricings } from './repricings.ts'
export { type Costs, costsRoutes } from './routes.ts'
