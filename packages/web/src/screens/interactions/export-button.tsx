/** Everything the filters find, as a file. What a privacy policy removed is not in it either: the file holds what is stored. */
import type { AIInteraction } from '@relayscope/contract'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { useInteractionCount } from '../../api/interactions.ts'
import { exportAddress, type ExportFormat } from '../../api/sessions.ts'
import { formatCapped, formatCount } from '../../lib/format.ts'
import { mergedClasses } from '../../lib/removed-classes.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Popover } from '../../ui/popover.tsx'
import styles from './interactions.module.css'

import type { InteractionPage } from './use-interaction-page.ts'

interface Props {
  page: InteractionPage
  /** The rows on screen: what was removed from them is named as an example. */
  loaded: readonly AIInteraction[]
}

const FORMATS = [
  { id: 'csv', label: 'CSV' },
  { id: 'ndjson', label: 'NDJSON' },
  { id: 'parquet', label: 'Parquet' },
] as const satisfies readonly { id: ExportFormat; label: string }[]

export function ExportButton(props: Props) {
  const [open, setOpen] = useState(false)
  const trigger = (
    <Button size="small">
      <Download aria-hidden />
      Export
    </Button>
  )
  return (
    <Popover label="Export" open={open} onOpenChange={setOpen} trigger={trigger}>
      <ExportForm {...props} onDone={() => setOpen(false)} />
    </Popover>
  )
}

function ExportForm({ page, loaded, onDone }: Props & { onDone: () => void }) {
  const [format, setFormat] = useState<ExportFormat>('csv')
  const [content, setContent] = useState(false)
  const { data } = useInteractionCount(page.filters)
  return (
    <div className={styles.export}>
      <p>
        {data ? (
          <b className="num">
            {formatCapped(data.count, data.capped)} {data.count === 1 ? 'interaction' : 'interactions'}
          </b>
        ) : (
          'All interactions'
        )}{' '}
        of this range and these filters, oldest first.
      </p>
      <Choice label="Format" options={FORMATS} chosen={format} onChoose={setFormat} />
      <label>
        <input type="checkbox" checked={content} onChange={({ target }) => setContent(target.checked)} />
        With whole prompts and answers
      </label>
      <PolicyNote loaded={loaded} />
      <a
        className={buttonClass('primary')}
        href={exportAddress(page.filters, format, content)}
        download
        aria-disabled={data?.count === 0 || undefined}
        onClick={onDone}
      >
        <Download aria-hidden />
        Download
      </a>
    </div>
  )
}

function PolicyNote({ loaded }: Pick<Props, 'loaded'>) {
  const removed = mergedClasses(loaded.flatMap(({ redactions = [] }) => redactions))
  return (
    <p className="t2">
      The file holds what is stored. What a privacy policy removed, masked or left out stays so; nothing is revealed.
      {removed.length > 0 && (
        <>
          {' '}
          In the {formatCount(loaded.length)} calls loaded here that is{' '}
          {removed.map((one) => `${one.class} × ${formatCount(one.count)}`).join(', ')}.
        </>
      )}
    </p>
  )
}
