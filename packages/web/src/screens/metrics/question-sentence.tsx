/** The question as one sentence, each word of it a control: p95 of api.latency where provider is openai by model every 5 min. */
import { METRIC_SUFFIXES, type MetricInfo } from '@relayscope/contract'
import { X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { BUCKET_STEPS_MS, formatStep } from '../../lib/buckets.ts'
import { readTags, TAG_SEPARATOR } from '../../lib/metric-question.ts'
import type { MetricSearch } from '../../lib/search-params.ts'
import { Button } from '../../ui/button.tsx'
import { CheckList } from '../../ui/check-list.tsx'
import { TextInput } from '../../ui/input.tsx'
import { Popover } from '../../ui/popover.tsx'
import { Select } from '../../ui/select.tsx'
import { AddTest } from './add-test.tsx'
import styles from './metrics.module.css'
import type { MetricViewProps } from './metric-view-props.ts'
import type { MetricPage } from './use-metric-page.ts'

export function QuestionSentence({ metric, metrics, page }: MetricViewProps) {
  const { search, change, tests, removeTest } = page
  const tags = tagsOf(metric, metrics, search.formula)
  return (
    <div className={styles.sentence} role="group" aria-label="Question">
      {search.formula === undefined ? <Plain metric={metric} page={page} /> : <Formula formula={search.formula} page={page} />}
      <span>where</span>
      {tests.map((test) => (
        <span key={`${test.tag} ${test.value}`} className={styles.token}>
          {test.tag} {test.not ? 'is not' : 'is'} <b className="ell">{test.value || 'none'}</b>
          <button type="button" aria-label={`Drop ${test.tag} ${test.value}`} onClick={() => removeTest(test)}>
            <X aria-hidden />
          </button>
        </span>
      ))}
      <AddTest metric={search.formula === undefined ? search.metric : undefined} tags={tags} onAdd={page.addTest} />
      <span>by</span>
      <GroupBy tags={tags} page={page} />
      <span>every</span>
      <Select label="Step" value={search.step ?? ''} onChange={(step) => change({ step: step || undefined })} choices={STEPS} />
      <span>the top</span>
      <Select label="Groups" value={search.top ?? '8'} onChange={(top) => change({ top: top === '8' ? undefined : top })} choices={TOPS} />
      <span>compared with</span>
      <Select
        label="Compare"
        value={search.compare ?? ''}
        onChange={(value) => change({ compare: EARLIER.find((each) => each.value === value && each.value !== '')?.value || undefined })}
        choices={EARLIER}
      />
    </div>
  )
}

const STEPS = [
  { value: '', label: 'auto' },
  ...BUCKET_STEPS_MS.filter((ms) => ms >= 10_000).map((ms) => ({ value: `${ms / 1000}s`, label: formatStep(ms) })),
]
const TOPS = ['5', '8', '20', '50', '200'].map((value) => ({ value, label: value }))
const EARLIER: { value: NonNullable<MetricSearch['compare']> | ''; label: string }[] = [
  { value: '', label: 'nothing' },
  { value: '1h', label: 'an hour earlier' },
  { value: '1d', label: 'a day earlier' },
  { value: '7d', label: 'a week earlier' },
]

/** Of a formula, those all its metrics may have: any of any, as nobody says which they share. */
function tagsOf(metric: MetricInfo | undefined, metrics: readonly MetricInfo[], formula: string | undefined): readonly string[] {
  if (formula === undefined) return metric?.dimensions ?? []
  const used = metrics.filter(({ name }) => formula.includes(name))
  return [...new Set(used.flatMap(({ dimensions }) => dimensions))].toSorted()
}

function Plain({ metric, page }: Pick<MetricViewProps, 'metric' | 'page'>) {
  const { search, change } = page
  const usual = metric ? (metric.aggregationType === 'percentile' ? 'p95' : metric.aggregationType) : 'usual'
  const ratio = metric?.derived === true && metric.kind === 'gauge'
  const toFormula = (): void =>
    change({ formula: [search.metric, search.agg].filter((part) => part !== undefined).join('.'), at: undefined, tab: undefined })
  return (
    <>
      {!ratio && (
        <>
          <Select
            label="Aggregation"
            value={search.agg ?? ''}
            onChange={(agg) => change({ agg: METRIC_SUFFIXES.find((each) => each === agg) })}
            choices={[{ value: '', label: usual, detail: 'usual' }, ...METRIC_SUFFIXES.map((value) => ({ value, label: value }))]}
          />
          <span>of</span>
        </>
      )}
      <b className={styles.metricName}>{search.metric}</b>
      <Button size="small" look="ghost" onClick={toFormula}>
        as a formula
      </Button>
    </>
  )
}

/** Typed, and asked when it is complete: each letter would be a mistake of its own. */
function Formula({ formula, page }: { formula: string; page: MetricPage }) {
  const [text, setText] = useState(formula)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    page.change({ formula: text.trim() || undefined })
  }
  return (
    <form onSubmit={submit} className={styles.formula}>
      <TextInput
        compact
        aria-label="Formula"
        placeholder="api.errors / api.requests * 100"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <Button type="submit" disabled={text.trim() === formula}>
        Ask
      </Button>
      {page.search.metric !== undefined && (
        <Button look="ghost" size="small" onClick={() => page.change({ formula: undefined })}>
          back to {page.search.metric}
        </Button>
      )}
    </form>
  )
}

function GroupBy({ tags, page }: { tags: readonly string[]; page: MetricPage }) {
  const [open, setOpen] = useState(false)
  const chosen = readTags(page.search.by)
  const toggle = (tag: string): void => {
    const next = chosen.includes(tag) ? chosen.filter((each) => each !== tag) : [...chosen, tag]
    page.change({ by: next.join(TAG_SEPARATOR) || undefined } satisfies Partial<MetricSearch>)
  }
  const trigger = <Button disabled={tags.length === 0 && chosen.length === 0}>{chosen.length === 0 ? 'nothing' : chosen.join(', ')}</Button>
  return (
    <Popover label="Group by" open={open} onOpenChange={setOpen} trigger={trigger} className={styles.choices}>
      <CheckList label="Group by" choices={tags.map((id) => ({ id, label: id }))} chosen={new Set(chosen)} onToggle={toggle} />
    </Popover>
  )
}
