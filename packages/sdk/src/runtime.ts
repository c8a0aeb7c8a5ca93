/** What every part of an instance needs; made once by `init`. */
import type { Tracer } from '@opentelemetry/api'
import type { Guard } from './guard.ts'
import type { RecentIds } from './recent-ids.ts'
import type { InitOptions } from './types.ts'

export interface Runtime {
  readonly tracer: Tracer
  readonly guard: Guard
  readonly captureContent: boolean
  readonly maxContentLength: number
  readonly identify: InitOptions['identify']
  readonly ignoreRequest: InitOptions['ignoreRequest']
  readonly propagateTo: InitOptions['propagateTo']
  readonly providerOf: InitOptions['providerOf']
  /** Runs of assistants that have a span already. */
  readonly recordedRuns: RecentIds
}
