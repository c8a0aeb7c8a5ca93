/** What a metric is, in the words of those who know: what nobody said is inferred from its points. */
import type { MetricInfo } from '@relayscope/contract'
import { type FormEvent, useState } from 'react'
import { type MetricDefinition, useDefineMetric } from '../../api/metrics.ts'
import { failureOf } from '../../api/problem.ts'
import { showToast } from '../../lib/toast.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, TextInput } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { Note } from '../../ui/states.tsx'
import styles from './metrics.module.css'

export interface DefinitionDialogProps {
  metric: MetricInfo
  open: boolean
  onOpenChange: (open: boolean) => void
}

const AGGREGATIONS = (['avg', 'sum', 'count', 'min', 'max', 'percentile'] as const).map((value) => ({ value, label: value }))
const PICTURES = (['line', 'bar', 'gauge', 'table'] as const).map((value) => ({ value, label: value }))
const TEXTS = [
  { name: 'displayName', label: 'Display name', most: 256 },
  { name: 'description', label: 'Description', most: 4096 },
  { name: 'unit', label: 'Unit', most: 64 },
  { name: 'category', label: 'Category', most: 256 },
  { name: 'aggregationWindow', label: 'Window, such as 5m', most: 16 },
] as const

export function DefinitionDialog({ metric, open, onOpenChange }: DefinitionDialogProps) {
  return (
    <Dialog title={`What ${metric.name} is`} open={open} onOpenChange={onOpenChange}>
      <DefinitionForm metric={metric} onDone={() => onOpenChange(false)} />
    </Dialog>
  )
}

function DefinitionForm({ metric, onDone }: { metric: MetricInfo; onDone: () => void }) {
  const define = useDefineMetric(metric.name)
  const [aggregationType, setAggregation] = useState(metric.aggregationType)
  const [visualization, setVisualization] = useState(metric.visualization ?? 'line')
  const settle = (definition: MetricDefinition | undefined): void =>
    define.mutate(definition, {
      onSuccess: () => {
        showToast(definition ? `${metric.name} is defined` : `${metric.name} is inferred again`)
        onDone()
      },
    })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const texts = TEXTS.map(({ name }) => [name, String(form.get(name) ?? '').trim()] as const).filter(([, text]) => text !== '')
    settle({ ...Object.fromEntries(texts), aggregationType, visualization, dimensions: metric.dimensions })
  }
  return (
    <form className={styles.definition} onSubmit={submit}>
      {define.error && <Note tone="warning">{failureOf(define.error).message}</Note>}
      {TEXTS.map(({ name, label, most }) => (
        <Field key={name} label={label}>
          <TextInput compact name={name} maxLength={most} defaultValue={metric[name] ?? ''} />
        </Field>
      ))}
      <div className={styles.pair}>
        <Select
          label="Usual aggregation"
          value={aggregationType}
          choices={AGGREGATIONS}
          onChange={(value) => setAggregation(AGGREGATIONS.find((each) => each.value === value)?.value ?? aggregationType)}
        />
        <Select
          label="Drawn as"
          value={visualization}
          choices={PICTURES}
          onChange={(value) => setVisualization(PICTURES.find((each) => each.value === value)?.value ?? visualization)}
        />
      </div>
      <div className={styles.actions}>
        {metric.defined && (
          <Button disabled={define.isPending} onClick={() => settle(undefined)}>
            Infer it again
          </Button>
        )}
        <span className="grow" />
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" look="primary" disabled={define.isPending}>
          Save
        </Button>
      </div>
    </form>
  )
}
