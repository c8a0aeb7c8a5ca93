/** One widget, to be changed. What it shows on the board changes as it is. */
import type { DashboardWidget } from '@relayscope/contract'
import { X } from 'lucide-react'
import { WIDGET_TYPES, widgetType } from '../../../panels/widgets/registry.ts'
import { IconButton } from '../../../ui/button.tsx'
import { Select } from '../../../ui/select.tsx'
import styles from './editor.module.css'
import { titleOf } from './draft.ts'
import { TextField } from './fields.tsx'
import { OptionFields } from './option-fields.tsx'
import { SourceForm } from './source-form.tsx'

interface Props {
  widget: DashboardWidget
  mistakes: readonly { path: string; message: string }[]
  onChange: (widget: DashboardWidget, about: string) => void
  onClose: () => void
}

export function WidgetForm({ widget, mistakes, onChange, onClose }: Props) {
  const { type, title, dataSource, visualization } = widget
  const known = widgetType(type)
  const types = [
    ...(known ? [] : [{ value: type, label: type }]),
    ...WIDGET_TYPES.map((each) => ({ value: each.type, label: each.label, mark: <each.icon size={14} aria-hidden /> })),
  ]
  const change = (next: Partial<DashboardWidget>, about: string): void => onChange({ ...widget, ...next }, `${widget.id} ${about}`)
  return (
    <form className={styles.panel} aria-label={`Widget ${titleOf(widget)}`} onSubmit={(event) => event.preventDefault()}>
      <header className={styles.formHead}>
        <h2 className="ell">{titleOf(widget)}</h2>
        <IconButton look="ghost" size="small" label="Close (Escape)" onClick={onClose}>
          <X />
        </IconButton>
      </header>
      {mistakes.length > 0 && <Mistakes mistakes={mistakes} />}
      <section className={styles.part}>
        <TextField label="Title" value={title} onChange={(text) => change({ title: text.slice(0, 256) }, 'title')} />
        <div className={styles.field}>
          <span className={styles.name}>Drawn as</span>
          <Select
            label="Drawn as"
            value={known?.type ?? type}
            choices={types}
            onChange={(next) => change({ type: next, visualization: { ...visualization, type: next } }, 'type')}
          />
        </div>
      </section>
      <section className={styles.part}>
        <SourceForm source={dataSource} onChange={(next, about) => change({ dataSource: next }, about)} />
      </section>
      {known && known.fields.length > 0 && (
        <section className={styles.part}>
          <OptionFields
            fields={known.fields}
            options={visualization.options}
            onChange={(options, about) => change({ visualization: { ...visualization, options: { ...options } } }, about)}
          />
        </section>
      )}
    </form>
  )
}

function Mistakes({ mistakes }: Pick<Props, 'mistakes'>) {
  return (
    <ul className={styles.mistakes} role="alert">
      {mistakes.map(({ path, message }) => (
        <li key={`${path} ${message}`}>
          <code className="mono">{path}</code> {message}
        </li>
      ))}
    </ul>
  )
}
