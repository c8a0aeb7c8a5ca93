/** Privacy: what is taken out before anything is stored, who may see it again, and what is erased. */
export { AccountDecisionsStage, AccountStage } from './account-stage.ts'
export { PolicyBook } from './policy-book.ts'
export { asksForNames } from './policy.ts'
export { RedactStage } from './redact-stage.ts'
export { createPrivacy, loadNames, type Privacy } from './room.ts'
export { privacyRoutes } from './routes.ts'
export { withoutValues } from './without-values.ts'
