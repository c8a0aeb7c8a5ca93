import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useMetricTagValues } from '../../api/metrics.ts'
import type { TagTest } from '../../lib/metric-question.ts'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { TextInput } from '../../ui/input.tsx'
import { Popover } from '../../ui/popover.tsx'
import { Select } from '../../ui/select.tsx'
import styles from './metrics.module.css'

export interface AddTestProps {
  metric: string | undefined
  tags: readonly string[]
  onAdd: (test: TagTest) => void
}

/** A tag, whether it must or must not be, and one of the values it has. */
export function AddTest(props: AddTestProps) {
  const [open, setOpen] = useState(false)
  const trigger = (
    <Button size="small" look="ghost" disabled={props.tags.length === 0} aria-label="Add a filter">
      <Plus aria-hidden />
      filter
    </Button>
  )
  return (
    <Popover label="Filter" open={open} onOpenChange={setOpen} trigger={trigger} className={styles.choices}>
      <Form {...props} onAdd={(test) => (props.onAdd(test), setOpen(false))} />
    </Popover>
  )
}

function Form({ metric, tags, onAdd }: AddTestProps) {
  const [tag, setTag] = useState(tags[0] ?? '')
  const [how, setHow] = useState('is')
  const [prefix, setPrefix] = useState('')
  const { data = [] } = useMetricTagValues(metric, tag, prefix)
  return (
    <div className={styles.testForm}>
      <Select label="Tag" value={tag} onChange={setTag} choices={tags.map((value) => ({ value, label: value }))} />
      <Choice
        label="How"
        chosen={how}
        onChoose={setHow}
        options={[
          { id: 'is', label: 'is' },
          { id: 'not', label: 'is not' },
        ]}
      />
      <TextInput
        compact
        aria-label="Value starts with"
        placeholder="Value starts with"
        value={prefix}
        onChange={({ target }) => setPrefix(target.value)}
      />
      <ul className={styles.values} aria-label="Values">
        {data.map(({ value, series }) => (
          <li key={value}>
            <button type="button" onClick={() => onAdd({ tag, value, not: how === 'not' })}>
              <span className="ell">{value || 'none'}</span>
              <span className="num t3">{series}</span>
            </button>
          </li>
        ))}
        {data.length === 0 && <li className="t3">No value was reported</li>}
      </ul>
    </div>
  )
}
