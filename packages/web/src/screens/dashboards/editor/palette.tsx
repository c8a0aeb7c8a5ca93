/** What can be added: a new widget of every type, or one that another dashboard has. */
import type { DashboardWidget } from '@relayscope/contract'
import { useState } from 'react'
import { useDashboard, useDashboards } from '../../../api/dashboards.ts'
import { WIDGET_TYPES, widgetType } from '../../../panels/widgets/registry.ts'
import type { WidgetType } from '../../../panels/widgets/widget-type.ts'
import { Select } from '../../../ui/select.tsx'
import { titleOf } from './draft.ts'
import styles from './editor.module.css'

interface Props {
  dashboardId: string
  onAdd: (type: WidgetType) => void
  onCopy: (widget: DashboardWidget) => void
}

export function Palette({ dashboardId, onAdd, onCopy }: Props) {
  return (
    <div className={styles.panel}>
      <section className={styles.part}>
        <h2>Add a widget</h2>
        <ul className={styles.types}>
          {WIDGET_TYPES.map((type) => (
            <li key={type.type}>
              <button type="button" onClick={() => onAdd(type)}>
                <type.icon aria-hidden />
                <b>{type.label}</b>
                <span>{type.purpose}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      <FromAnother dashboardId={dashboardId} onCopy={onCopy} />
    </div>
  )
}

function FromAnother({ dashboardId, onCopy }: Pick<Props, 'dashboardId' | 'onCopy'>) {
  const { data = [] } = useDashboards()
  const [chosen, setChosen] = useState('')
  const others = data.filter(({ id }) => id !== dashboardId)
  return (
    <section className={styles.part}>
      <h2>From another dashboard</h2>
      <Select
        label="Dashboard"
        value={chosen}
        choices={[{ value: '', label: 'Choose a dashboard' }, ...others.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={setChosen}
      />
      {chosen !== '' && <WidgetsOf id={chosen} onCopy={onCopy} />}
    </section>
  )
}

function WidgetsOf({ id, onCopy }: { id: string; onCopy: Props['onCopy'] }) {
  const { data } = useDashboard(id)
  return (
    <ul className={styles.types}>
      {data?.widgets.map((widget) => {
        const type = widgetType(widget.type)
        return (
          <li key={widget.id}>
            <button type="button" onClick={() => onCopy(widget)}>
              {type && <type.icon aria-hidden />}
              <b className="ell">{titleOf(widget)}</b>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
