import { trace } from '@opentelemetry/api'
import { readEnvironment } from './environment.ts'
import { openDecisionPipeline, openPipeline } from './export/pipeline.ts'
import { Guard, warnThroughProcess } from './guard.ts'
import { createInstance } from './instance.ts'
import { hostHasSdk, registerSdk } from './otel-sdk.ts'
import { passiveInstance } from './passive.ts'
import { RecentIds } from './recent-ids.ts'
import { decisionsUrl, readSettings } from './settings.ts'
import type { InitOptions, Relayscope } from './types.ts'
import { SCOPE, VERSION } from './version.ts'

let current: Relayscope | undefined

/**
 * Sets the SDK up, once, as early as possible. In a program that already has an OpenTelemetry SDK nothing is registered: spans go
 * where that SDK sends them. Never throws; what is wrong with the options is said once through `onWarning` and left aside.
 * A second call answers the first one's instance until that is shut down.
 */
export function init(options: InitOptions = {}): Relayscope {
  const guard = new Guard(typeof options?.onWarning === 'function' ? options.onWarning : warnThroughProcess)
  if (current !== undefined) {
    guard.warn('again', 'init was called again; the first instance goes on')
    return current
  }
  const made = guard.run('init', () => open(options ?? {}, guard))
  if (made === undefined) return passiveInstance()
  current = made
  return made
}

function open(options: InitOptions, guard: Guard): Relayscope {
  const environment = readEnvironment()
  const settings = readSettings(options, environment, guard)
  if (!settings.enabled) return endable(passiveInstance(), () => {})
  const { captureContent, maxContentLength } = settings
  const { identify, ignoreRequest, propagateTo, providerOf } = options
  const recordedRuns = new RecentIds()
  const runtime = { guard, captureContent, maxContentLength, identify, ignoreRequest, propagateTo, providerOf, recordedRuns }
  const openDecisions = (endpoint: string | undefined) => {
    const url = decisionsUrl(endpoint, settings, guard)
    return url && openDecisionPipeline(url, settings, guard)
  }
  if (hostHasSdk()) {
    if (settings.endpointGiven)
      guard.warn('option/endpoint', 'this program has an OpenTelemetry SDK of its own, which decides where spans go')
    return endable(
      createInstance({ ...runtime, tracer: trace.getTracer(SCOPE, VERSION) }, { pipeline: undefined, ownsSdk: false, openDecisions }),
      () => {},
    )
  }
  const pipeline = settings.url === undefined ? undefined : openPipeline(settings.url, settings, guard)
  const { tracer, unregister } = registerSdk(pipeline ? [pipeline.processor] : [], options, environment, guard)
  return endable(createInstance({ ...runtime, tracer }, { pipeline, ownsSdk: true, openDecisions }), unregister)
}

/** After its end, `init` can make another. */
function endable(instance: Relayscope, unregister: () => void): Relayscope {
  return {
    ...instance,
    async shutdown(deadlineMs) {
      await instance.shutdown(deadlineMs)
      unregister()
      current = undefined
    },
  }
}
