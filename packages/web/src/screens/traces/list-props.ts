import type { useTraces } from '../../api/traces.ts'
import type { useListCursor } from '../../ui/list-cursor.ts'
import type { TracePage } from './use-trace-page.ts'

/** What both forms of the list get, the narrow one and the table. */
export interface ListProps {
  page: TracePage
  list: ReturnType<typeof useTraces>
  cursor: ReturnType<typeof useListCursor>
}
