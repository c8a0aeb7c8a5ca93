/** What a widget asks, as a form for the usual sources and as JSON for everything. */
import { METRIC_SUFFIXES } from '@relayscope/contract'
import { useId, useState } from 'react'
import { useMetricNames, useTagNames } from '../../../api/metric-tags.ts'
import { joinReference, splitReference } from '../../../lib/metric-reference.ts'
import { Field, TextInput } from '../../../ui/input.tsx'
import { Select } from '../../../ui/select.tsx'
import styles from './editor.module.css'
import { TextField } from './fields.tsx'
import {
  type DataSource,
  kindOf,
  printFilters,
  readFilters,
  SOURCE_KINDS,
  type SourceKind,
  sourceOfKind,
  withParameter,
} from './source-kinds.ts'

interface Props {
  source: DataSource
  onChange: (source: DataSource, about: string) => void
}

export function SourceForm({ source, onChange }: Props) {
  const kind = kindOf(source)
  const kinds = [
    ...SOURCE_KINDS.map((each) => ({ value: each.kind as string, label: each.label })),
    ...(kind === 'other' ? [{ value: 'other', label: 'Another endpoint' }] : []),
  ]
  const text = (name: string): string => (typeof source.parameters[name] === 'string' ? source.parameters[name] : '')
  const set = (name: string) => (value: unknown) => onChange(withParameter(source, name, value), `source ${name}`)
  return (
    <>
      <div className={styles.field}>
        <span className={styles.name}>Shows</span>
        <Select
          label="Shows"
          value={kind}
          choices={kinds}
          onChange={(next) => onChange(sourceOfKind(next as SourceKind, source), 'source kind')}
        />
      </div>
      {kind === 'metric' && <MetricForm source={source} onChange={onChange} />}
      {['traces', 'interactions', 'durations', 'models'].includes(kind) && (
        <TextField label="Search" value={text('q')} placeholder="status:error provider:$provider" onChange={set('q')} />
      )}
      {(kind === 'traces' || kind === 'interactions') && (
        <NumberField label="Rows" value={source.parameters['limit']} onChange={set('limit')} />
      )}
      {kind !== 'none' && <JsonForm source={source} onChange={onChange} />}
    </>
  )
}

const AGGREGATIONS = [{ value: '', label: 'what fits' }, ...METRIC_SUFFIXES.map((value) => ({ value: value as string, label: value }))]

function MetricForm({ source, onChange }: Props) {
  const names = useMetricNames()
  const { parameters } = source
  const formula = typeof parameters['formula'] === 'string' ? parameters['formula'] : undefined
  const { name, aggregation } = splitReference(typeof parameters['metric'] === 'string' ? parameters['metric'] : '')
  const tags = useTagNames(name === '' || name.includes('$') ? undefined : name)
  const groupBy = Array.isArray(parameters['groupBy']) ? parameters['groupBy'].filter((each) => typeof each === 'string') : []
  const set = (field: string) => (value: unknown) => onChange(withParameter(source, field, value), `source ${field}`)
  const reference = (next: string, by: string): void =>
    onChange(withParameter(withParameter(source, 'formula', undefined), 'metric', joinReference(next, by)), 'source metric')
  const asFormula = (text: string): void =>
    onChange(withParameter(withParameter(source, 'metric', undefined), 'formula', text), 'source formula')
  return (
    <>
      {formula === undefined ? (
        <>
          <TextField label="Metric" value={name} suggestions={names} onChange={(next) => reference(next, aggregation)} />
          <div className={styles.field}>
            <span className={styles.name}>As</span>
            <Select label="Aggregation" value={aggregation} choices={AGGREGATIONS} onChange={(by) => reference(name, by)} />
            <button type="button" className={styles.switch} onClick={() => asFormula(joinReference(name, aggregation))}>
              Use a formula
            </button>
          </div>
        </>
      ) : (
        <>
          <TextField label="Formula" value={formula} placeholder="api.errors / api.requests * 100" onChange={asFormula} />
          <button type="button" className={styles.switch} onClick={() => reference('api.requests', 'rate')}>
            Use one metric
          </button>
        </>
      )}
      <TextField
        label="By (tags, with commas)"
        value={groupBy.join(', ')}
        suggestions={tags}
        onChange={(text) =>
          set('groupBy')(
            text
              .split(',')
              .map((each) => each.trim())
              .filter(Boolean),
          )
        }
      />
      <TextField
        label="Only (tag=value, with commas)"
        value={printFilters(parameters['filters'])}
        placeholder="provider=openai, region=$region"
        onChange={(text) => set('filters')(readFilters(text))}
      />
      <NumberField label="Groups at most" value={parameters['top']} onChange={set('top')} />
      <TextField
        label="Compare with this much earlier"
        value={typeof parameters['compare'] === 'string' ? parameters['compare'] : ''}
        placeholder="1d"
        onChange={set('compare')}
      />
    </>
  )
}

function NumberField({ label, value, onChange }: { label: string; value: unknown; onChange: (value: number | undefined) => void }) {
  return (
    <TextField
      label={label}
      value={typeof value === 'number' ? String(value) : ''}
      onChange={(text) => onChange(/^\d{1,4}$/.test(text) ? Number(text) : undefined)}
    />
  )
}

/** Everything that is asked, as the endpoint takes it. */
function JsonForm({ source, onChange }: Props) {
  return (
    <details className={styles.json}>
      <summary>As JSON</summary>
      <Field label="Endpoint">
        <TextInput
          compact
          value={source.endpoint}
          maxLength={512}
          onChange={({ target }) => onChange({ ...source, endpoint: target.value }, 'source endpoint')}
        />
      </Field>
      {/* Made anew when they change elsewhere; the part that was opened stays open. */}
      <Parameters key={JSON.stringify(source.parameters)} source={source} onChange={onChange} />
    </details>
  )
}

function Parameters({ source, onChange }: Props) {
  const id = useId()
  const [text, setText] = useState(() => JSON.stringify(source.parameters, null, 2))
  const [mistake, setMistake] = useState('')
  const apply = (): void => {
    try {
      const read: unknown = JSON.parse(text)
      if (typeof read !== 'object' || read === null || Array.isArray(read)) return setMistake('This must be an object: {…}')
      setMistake('')
      onChange({ ...source, parameters: read as Record<string, unknown> }, 'source json')
    } catch {
      setMistake('This is not JSON.')
    }
  }
  return (
    <>
      <label htmlFor={id}>Parameters</label>
      <textarea
        id={id}
        rows={8}
        spellCheck={false}
        className="mono"
        value={text}
        aria-invalid={mistake !== '' || undefined}
        aria-describedby={mistake === '' ? undefined : `${id}-mistake`}
        onChange={({ target }) => setText(target.value)}
        onBlur={apply}
      />
      {mistake !== '' && (
        <p id={`${id}-mistake`} className={styles.mistake} role="alert">
          {mistake}
        </p>
      )}
    </>
  )
}
