/** The settings of a widget type, as the type says it has them. */
import type { OptionField } from '../../../panels/widgets/widget-type.ts'
import { Choice } from '../../../ui/choice.tsx'
import { Field } from '../../../ui/input.tsx'
import { Select } from '../../../ui/select.tsx'
import { LongTextField, TextField } from './fields.tsx'
import styles from './editor.module.css'

type Options = Readonly<Record<string, unknown>>

interface Props {
  fields: readonly OptionField[]
  options: Options
  onChange: (options: Options, about: string) => void
}

export function OptionFields({ fields, options, onChange }: Props) {
  const set = (name: string) => (value: unknown) => onChange(withOption(options, name, value), `option ${name}`)
  return fields.map((field) => <One key={field.name} field={field} value={options[field.name]} onChange={set(field.name)} />)
}

function withOption(options: Options, name: string, value: unknown): Options {
  const { [name]: _before, ...rest } = options
  return value === undefined || value === '' || value === false ? rest : { ...rest, [name]: value }
}

function One({ field, value, onChange }: { field: OptionField; value: unknown; onChange: (value: unknown) => void }) {
  const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : Array.isArray(value) ? value.join(', ') : ''
  switch (field.kind) {
    case 'text':
      return <TextField label={field.label} value={text} onChange={onChange} />
    case 'long-text':
      return <LongTextField label={field.label} value={text} onChange={onChange} />
    case 'number':
      return <TextField label={field.label} value={text} onChange={(next) => onChange(numberIn(next))} />
    case 'yes':
      return (
        <label className={styles.yes}>
          <input type="checkbox" checked={value === true} onChange={({ target }) => onChange(target.checked)} />
          {field.label}
        </label>
      )
    case 'choice':
      return (
        <Field label={field.label}>
          <Choice label={field.label} options={field.choices} chosen={text || (field.choices[0]?.id ?? '')} onChoose={onChange} />
        </Field>
      )
    case 'limit':
      return <LimitField value={value} onChange={onChange} />
  }
}

function numberIn(text: string): number | undefined {
  const number = Number(text)
  return text.trim() === '' || !Number.isFinite(number) ? undefined : number
}

const WRONG = [
  { value: 'above', label: 'above it' },
  { value: 'below', label: 'below it' },
]

function LimitField({ value, onChange }: { value: unknown; onChange: (value: unknown) => void }) {
  const limit = (typeof value === 'object' && value !== null ? value : {}) as { value?: unknown; label?: unknown; wrong?: unknown }
  const number = typeof limit.value === 'number' ? String(limit.value) : ''
  const wrong = limit.wrong === 'below' ? 'below' : 'above'
  const label = typeof limit.label === 'string' ? limit.label : ''
  const set = (next: object): void => onChange({ ...limit, ...next })
  return (
    <div className={styles.limit}>
      <TextField
        label="Limit"
        value={number}
        onChange={(text) => (numberIn(text) === undefined ? onChange(undefined) : set({ value: numberIn(text), label: undefined }))}
      />
      {number !== '' && (
        <>
          <TextField label="Called" value={label} placeholder="2 s limit" onChange={(text) => set({ label: text })} />
          <div className={styles.field}>
            <span className={styles.name}>Wrong is</span>
            <Select label="Wrong is" value={wrong} choices={WRONG} onChange={(next) => set({ wrong: next })} />
          </div>
        </>
      )}
    </div>
  )
}
