import { TRACE_FIELDS } from '@relayscope/contract/search'
import { SlidersHorizontal } from 'lucide-react'
import { type RefObject, useState } from 'react'
import { useTraceValues } from '../../api/traces.ts'
import type { Word } from '../../lib/search-suggest.ts'
import { ALWAYS_SHOWN } from '../../lib/column-choice.ts'
import { ViewsButton } from '../../panels/views-button.tsx'
import { Button } from '../../ui/button.tsx'
import { ColumnsButton } from '../../ui/columns-button.tsx'
import { SearchBox, type SearchMistakePlace } from '../../ui/search-box.tsx'
import { COLUMN_CHOICES, USUAL_COLUMNS } from './trace-columns.tsx'
import styles from './traces.module.css'
import type { TracePage } from './use-trace-page.ts'

export function SearchBar({
  page,
  input,
  mistake,
}: {
  page: TracePage
  input: RefObject<HTMLInputElement | null>
  mistake: SearchMistakePlace | undefined
}) {
  const [word, setWord] = useState<Word>()
  const values = useTraceValues(page.range, word?.field, word?.prefix ?? '')
  const shown = page.search.facets !== 'off'
  return (
    <div className={styles.searchBar} role="search">
      <SearchBox
        label="Search traces"
        placeholder="Search, or filter by field: status:error duration:>2s model:gpt-4*"
        catalogue={TRACE_FIELDS}
        query={page.query}
        onSearch={page.setQuery}
        mistake={mistake}
        values={values}
        onWord={setWord}
        input={input}
      />
      {page.traceId === undefined && (
        <>
          <Button pressed={shown} onClick={() => page.change({ facets: shown ? 'off' : undefined })}>
            <SlidersHorizontal aria-hidden />
            Filters
          </Button>
          <ColumnsButton
            columns={COLUMN_CHOICES}
            usual={USUAL_COLUMNS}
            always={ALWAYS_SHOWN}
            cols={page.search.cols}
            onChange={(cols) => page.change({ cols })}
          />
        </>
      )}
      <ViewsButton screen="traces" search={page.search} onChoose={page.showView} />
    </div>
  )
}
