import { passiveInstance } from './passive.ts'
import type { InitOptions, Relayscope } from './types.ts'

/**
 * Sets the SDK up, once, as early as possible. In a program that already has an OpenTelemetry SDK nothing is registered: spans go
 * where that SDK sends them. Never throws; what is wrong with the options is said once through `onWarning` and left aside.
 */
export function init(_options: InitOptions = {}): Relayscope {
  return passiveInstance()
}
