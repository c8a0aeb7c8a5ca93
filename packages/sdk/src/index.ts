/**
 * The Relayscope SDK: traces of a gateway's requests and records of its model calls, through OpenTelemetry.
 *
 *     const relayscope = init({ serviceName: 'gateway' })
 *     app.use(relayscope.express())
 *     const openai = relayscope.openai(new OpenAI())
 */
export { init } from './init.ts'
export type {
  BudgetResult,
  CacheResult,
  RelayCore,
  RelayCoreOptions,
  RequestFacts,
  RouterResult,
  RulesResult,
  SelectionResult,
} from './relaycore/types.ts'
export type {
  CallMessage,
  CallRequest,
  CallResult,
  CallUsage,
  ExportOptions,
  ExpressMiddleware,
  FastifyPlugin,
  Identity,
  IncomingRequest,
  InitOptions,
  ModelCall,
  Relayscope,
  RequestListener,
  Stats,
  StepOptions,
} from './types.ts'
