import type { useInteractions } from '../../api/interactions.ts'
import type { ListCursor } from '../../ui/list-cursor.ts'
import type { InteractionPage } from './use-interaction-page.ts'

/** Rows marked to be compared: at most two, the one marked first before. */
export interface Marks {
  readonly ids: readonly string[]
  readonly toggle: (id: string) => void
  readonly clear: () => void
}

/** What both forms of the list get, the narrow one and the table. */
export interface ListProps {
  page: InteractionPage
  list: ReturnType<typeof useInteractions>
  cursor: ListCursor
  marks: Marks
}
