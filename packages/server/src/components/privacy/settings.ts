/** The settings of projects: read, changed against a version, and told to every thread that redacts. */
import { createHash, randomBytes } from 'node:crypto'
import { type PrivacySettings, privacySettings, type StoredPrivacySettings } from '@relayscope/contract'
import { CLASSES, compilePattern, DEFAULT_ACTIONS } from '@relayscope/privacy'
import type { PolicyNews } from '../../flows/ingest/messages.ts'
import type { Clock } from '../../kit/clock.ts'
import { httpError } from '../../kit/http.ts'
import { DEFAULT_SETTINGS } from './policy-book.ts'
import type { PrivacyStore } from './store.ts'
import type { SettingsRow } from './tables.ts'

export interface Settings {
  get(project: string): Promise<StoredPrivacySettings>
  put(project: string, actor: string, change: { version: number; settings: PrivacySettings }): Promise<StoredPrivacySettings>
  /** Of every project, for who redacts. */
  news(): Promise<PolicyNews>
}

const KEY_BYTES = 32

/** A key that was set from outside never touches the disk; else one is made and kept with the control plane. */
export async function masterKeyOf(store: PrivacyStore, given: string | undefined): Promise<Uint8Array> {
  if (given !== undefined) return createHash('sha256').update(given).digest()
  return store.key(randomBytes(KEY_BYTES))
}

export function createSettings({ store, masterKey, clock }: { store: PrivacyStore; masterKey: Uint8Array; clock: Clock }): Settings {
  return {
    get: async (project) => shown(await store.current(project)),
    async put(project, actor, { version, settings }) {
      checkPatterns(settings)
      const row = { project, version: version + 1, document: settings, changedBy: actor, changedAt: new Date(clock.nowMs()) }
      const current = await store.current(project)
      if ((current?.version ?? 0) !== version || !(await store.insert(row)))
        throw httpError('conflict', 'the privacy settings were changed since they were read')
      return shown(row)
    },
    async news() {
      const rows = await store.all()
      return { masterKey, projects: rows.map((row) => ({ project: row.project, settings: settingsOf(row) })) }
    },
  }
}

function shown(row: SettingsRow | undefined): StoredPrivacySettings {
  const defaults = Object.fromEntries(CLASSES.filter((name) => name !== 'CUSTOM').map((name) => [name, DEFAULT_ACTIONS[name]]))
  return {
    version: row?.version ?? 0,
    settings: row ? settingsOf(row) : DEFAULT_SETTINGS,
    defaults: defaults as StoredPrivacySettings['defaults'],
    changedAt: row?.changedAt.toISOString() ?? null,
    changedBy: row?.changedBy ?? null,
  }
}

/** A document that no longer fits is read as the strictest there is: it must not open what somebody closed. */
function settingsOf({ document }: SettingsRow): PrivacySettings {
  const read = privacySettings.safeParse(document)
  return read.success ? read.data : { ...DEFAULT_SETTINGS, content: 'metadata' }
}

export function checkPatterns({ patterns }: PrivacySettings): void {
  for (const [at, pattern] of patterns.entries()) {
    try {
      compilePattern(pattern)
    } catch (error) {
      const path = `settings.patterns.${at}.pattern`
      const message = error instanceof Error ? error.message : 'cannot be read'
      throw httpError('invalid_request', `${path}: ${message}`, { errors: [{ path, message }] })
    }
  }
}
