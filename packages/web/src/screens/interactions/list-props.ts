import type { useInteractions } from '../../api/interactions.ts'
import type { ListCursor } from '../../ui/list-cursor.ts'
import type { InteractionPage } from './use-interaction-page.ts'

/** What both forms of the list get, the narrow one and the table. */
export interface ListProps {
  page: InteractionPage
  list: ReturnType<typeof useInteractions>
  cursor: ListCursor
}
