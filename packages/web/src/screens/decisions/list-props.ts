import type { useDecisions } from '../../api/decisions.ts'
import type { ListCursor } from '../../ui/list-cursor.ts'
import type { DecisionPage } from './use-decision-page.ts'

/** What both forms of the list get, the narrow one and the table. */
export interface ListProps {
  page: DecisionPage
  list: ReturnType<typeof useDecisions>
  cursor: ListCursor
}
