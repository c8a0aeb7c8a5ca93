/** What was opened last in this browser: kinds and ids, never contents. */
import { readPreference, writePreference } from './preferences.ts'
import { createStore } from './store.ts'

export type EntityKind = 'trace' | 'interaction'

export interface Entity {
  readonly kind: EntityKind
  readonly id: string
}

const NAME = 'recent'
const MOST_RECENT = 8
const MOST_CHARACTERS = 200

/** Others may have written to the same place: what is not an entity is dropped. */
export function readEntities(text: string | undefined): readonly Entity[] {
  let raw: unknown
  try {
    raw = JSON.parse(text ?? '[]')
  } catch {
    return []
  }
  return (Array.isArray(raw) ? raw : []).filter(isEntity).slice(0, MOST_RECENT)
}

function isEntity(value: unknown): value is Entity {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('id' in value)) return false
  return (value.kind === 'trace' || value.kind === 'interaction') && typeof value.id === 'string' && value.id.length <= MOST_CHARACTERS
}

export const recentStore = createStore<readonly Entity[]>(readEntities(readPreference(NAME)))

/** The newest first, and each once. */
export function withRecent(entities: readonly Entity[], { kind, id }: Entity): readonly Entity[] {
  return [{ kind, id }, ...entities.filter((one) => one.kind !== kind || one.id !== id)].slice(0, MOST_RECENT)
}

export function rememberEntity(entity: Entity): void {
  const next = withRecent(recentStore.get(), entity)
  recentStore.set(next)
  writePreference(NAME, JSON.stringify(next))
}
