/** What people look at again and again, under names. */
import type { NewView, SavedView } from '@relayscope/contract'
import type { Clock } from '../../kit/clock.ts'
import { httpError } from '../../kit/http.ts'
import type { Ids } from '../../kit/ids.ts'
import type { ViewStore } from './store.ts'
import type { ViewRow } from './tables.ts'

const MOST_OF_SCREEN = 200

export interface Views {
  list(project: string, screen: NewView['screen']): Promise<SavedView[]>
  save(project: string, view: NewView): Promise<SavedView>
  remove(project: string, id: string): Promise<void>
}

export function createViews({ store, clock, ids }: { store: ViewStore; clock: Clock; ids: Ids }): Views {
  return {
    list: async (project, screen) => (await store.list(project, screen, MOST_OF_SCREEN)).map(present),
    async save(project, view) {
      const row: ViewRow = { ...view, id: ids.uuid(), project, updatedAt: new Date(clock.nowMs()) }
      const saved = await store.put(row, MOST_OF_SCREEN)
      if (!saved) throw httpError('conflict', `a screen may have ${MOST_OF_SCREEN} saved views; remove one first`)
      return present(saved)
    },
    async remove(project, id) {
      if (!(await store.remove(project, id))) throw httpError('not_found', 'there is no such view')
    },
  }
}

function present({ id, screen, name, query, updatedAt }: ViewRow): SavedView {
  return { id, screen, name, query, updatedAt: updatedAt.toISOString() }
}
