/** Privacy: settings, the tester, what was shown to whom, and erasure. */
import type { Counts, NameFinder } from '@relayscope/privacy'
import type { PolicyNews } from '../../flows/ingest/messages.ts'
import type { Clock } from '../../kit/clock.ts'
import { createIds } from '../../kit/ids.ts'
import type { Log } from '../../kit/log.ts'
import type { ControlPlane } from '../../planes/control/plane.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { createErasures, type Erasures } from './erase.ts'
import { PolicyBook } from './policy-book.ts'
import { startRetention } from './retention-job.ts'
import { createReveals, type Reveals } from './reveal.ts'
import { createSeals } from './seals.ts'
import { createSettings, masterKeyOf, type Settings } from './settings.ts'
import { createPrivacyStore } from './store.ts'
import { createTester, type Tester } from './test-text.ts'

export interface Privacy {
  settings: Settings
  test: Tester
  reveals: Reveals
  erasures: Erasures
  /** Of every project as it is now: for a thread that starts. */
  news(): PolicyNews
  stop(): Promise<void>
}

export interface PrivacyParts {
  control: ControlPlane
  telemetry: TelemetryPlane
  clock: Clock
  log: Log
  /** Set from outside; absent: one is made and kept. */
  privacyKey: string | undefined
  /** Settings changed, here or on another process. */
  onNews: (news: PolicyNews) => void
  /** Names of attributes that carry prompts and answers. */
  contentKeys: readonly string[]
  /** Whether this process does what is done once for all. */
  doesJobs: boolean
  /** Traces were erased, here or on another process. */
  onForget: (project: string, traceIds: string[]) => void
}

export async function createPrivacy(parts: PrivacyParts): Promise<Privacy> {
  const { control, telemetry, clock, log, onNews } = parts
  const store = createPrivacyStore(control)
  const masterKey = await masterKeyOf(store, parts.privacyKey)
  const settings = createSettings({ store, masterKey, clock })
  let news = await settings.news()
  const book = new PolicyBook(news, clock.nowMs)
  await store.onChange(() => {
    void settings
      .news()
      .then((heard) => {
        news = heard
        book.hear(heard)
        onNews(heard)
      })
      .catch((error: unknown) => log.error({ error }, 'changed privacy settings could not be read; the ones before stay in force'))
  })
  await store.onErased(parts.onForget)
  const seals = (project: string) => createSeals(masterKey, project)
  const ids = createIds(clock)
  const erasures = createErasures({
    telemetry,
    store,
    seals,
    storedForms: (project, userId) => storedForms(book, project, userId),
    clock,
    ids,
    log,
  })
  if (parts.doesJobs) await erasures.resume()
  const retention = parts.doesJobs ? startRetention({ ...parts, settings }) : undefined
  return {
    settings,
    test: createTester({ settings, masterKey, names: loadNames(), nowMs: () => performance.now() }),
    reveals: createReveals({ telemetry, store, seals, clock, ids }),
    erasures,
    news: () => news,
    async stop() {
      await Promise.all([erasures.stop(), retention?.stop()])
    },
  }
}

/** Lists of names take memory, so they are read when somebody asks for them. */
export function loadNames(): () => Promise<NameFinder> {
  let loaded: Promise<NameFinder> | undefined
  return () => (loaded ??= import('@relayscope/privacy/names').then(({ createNameFinder }) => createNameFinder()))
}

/** A user id that is a mail address is stored as its hash. */
function storedForms(book: PolicyBook, project: string, userId: string): string[] {
  const counts: Counts = new Map()
  const stored = book.of(project).base.redactor.redactIdentity(userId, counts)
  return stored === userId ? [] : [stored]
}
