/** Which entity the drawer shows, as one word of the address: `trace:4bf9…`. */
import type { Entity } from './recent.ts'
import { createStore } from './store.ts'
import { NOWHERE, type Trail } from './trail.ts'

const MOST_CHARACTERS = 220

export function readPeek(text: string | undefined): Entity | undefined {
  const [, kind, id] = /^(trace|interaction):(.+)$/s.exec((text ?? '').slice(0, MOST_CHARACTERS)) ?? []
  return id !== undefined && (kind === 'trace' || kind === 'interaction') ? { kind, id } : undefined
}

export function printPeek({ kind, id }: Entity): string {
  return `${kind}:${id}`
}

export function sameEntity(left: Entity, right: Entity): boolean {
  return left.kind === right.kind && left.id === right.id
}

/** Where the drawer has been since it was opened. */
export const peekTrail = createStore<Trail<Entity>>(NOWHERE)
