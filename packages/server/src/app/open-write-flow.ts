/** The write flow with its thread, and the policies the thread redacts by. */
import { CONTENT_KEYS } from '../components/interactions/normalise/index.ts'
import { createReload, storedHorizonNs } from '../components/interactions/reload-store.ts'
import { createPrivacy, type Privacy } from '../components/privacy/index.ts'
import type { Block, RejectedFact, StoredFact } from '../flows/ingest/messages.ts'
import { ThreadIntake } from '../flows/ingest/thread-intake.ts'
import type { Clock } from '../kit/clock.ts'
import type { Lifecycle } from '../kit/lifecycle.ts'
import type { Log } from '../kit/log.ts'
import type { ControlPlane } from '../planes/control/plane.ts'
import type { TelemetryPlane } from '../planes/telemetry/plane.ts'
import type { Config } from './config.ts'
import { type IngestThread, startIngestThread } from './ingest-thread.ts'

export interface WriteFlowParts {
  config: Config
  control: ControlPlane
  telemetry: TelemetryPlane
  clock: Clock
  log: Log
  lifecycle: Lifecycle
  insert: (blocks: Block[]) => Promise<void>
  onStored: (facts: StoredFact[]) => void
  onRejected: (facts: RejectedFact[]) => void
}

export interface WriteFlow extends Pick<IngestThread, 'usePrices'> {
  intake: ThreadIntake
  privacy: Privacy
}

const DRAIN_LIMIT_MS = 8_000

export async function openWriteFlow(parts: WriteFlowParts): Promise<WriteFlow> {
  const { config, control, telemetry, clock, log, lifecycle, insert, onStored, onRejected } = parts
  const intake = new ThreadIntake({
    queueBytes: config.queueBytes,
    nowMs: clock.nowMs,
    insert,
    reload: createReload(telemetry),
    onStored,
    onRejected,
    onFailure: (error) => log.error({ error }, 'a group of requests could not be stored'),
  })
  const horizonNs = await storedHorizonNs(telemetry)
  const privacy = await createPrivacy({
    control,
    telemetry,
    clock,
    log,
    privacyKey: config.privacyKey,
    contentKeys: [...CONTENT_KEYS],
    doesJobs: config.roles.has('jobs'),
    onNews: (news) => intake.tell({ type: 'policies', news }),
    onForget: (project, traceIds) => intake.tell({ type: 'forget', project, traceIds }),
  })
  lifecycle.onClose('privacy', () => privacy.stop())
  const thread = startIngestThread(
    intake,
    () => ({ maxBodyBytes: config.maxBodyBytes, horizonNs, maxSeries: config.metricSeries, policies: privacy.news() }),
    (error) => log.error({ error }, 'the ingest thread died and is started again'),
  )
  lifecycle.onClose('ingest thread', () => thread.stop())
  lifecycle.onClose('write flow', () => intake.drain(), { limitMs: DRAIN_LIMIT_MS })
  return { intake, privacy, usePrices: thread.usePrices }
}
