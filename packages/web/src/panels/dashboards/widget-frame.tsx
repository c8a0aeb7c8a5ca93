/** A widget with its title, its menu and every state it can be in. What it draws is its type's. */
import { type DashboardWidget, fillText, type VariableValues, type WidgetData } from '@relayscope/contract'
import { ChartSpline, Ellipsis, FileDown, Link2, Maximize2, Table2 } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import { download, fileNameOf } from '../../lib/download.ts'
import type { MetricSearch } from '../../lib/search-params.ts'
import type { TimeRange } from '../../lib/time-range.ts'
import { IconButton } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Empty } from '../../ui/states.tsx'
import { StatusShape } from '../../ui/status-shape.tsx'
import { isFrame } from '../widgets/options.ts'
import { widgetType } from '../widgets/registry.ts'
import type { WidgetViewProps } from '../widgets/widget-type.ts'
import { type DrillPlace, type DrillSpan, drillDown } from './drill-down.ts'
import { metricSearchOf } from './open-in-metrics.ts'
import { widgetCsv } from './widget-csv.ts'
import styles from './widget-frame.module.css'

export interface WidgetActions {
  onRange: (range: TimeRange) => void
  /** Absent behind a shared link. */
  onDrill?: ((place: DrillPlace) => void) | undefined
  onExpand?: ((id: string) => void) | undefined
  onCopyLink?: ((id: string) => void) | undefined
  onMetrics?: ((search: MetricSearch) => void) | undefined
}

export interface WidgetFrameProps extends WidgetActions {
  widget: DashboardWidget
  answer: WidgetData | undefined
  values: VariableValues
  live: boolean
  /** Why none of the widgets has an answer. */
  failure?: string | undefined
  /** What stands beside the title while the dashboard is edited, instead of the menu. */
  tools?: ReactNode
}

export function WidgetFrame(props: WidgetFrameProps) {
  const { widget, answer, values, tools, failure } = props
  const [asTable, setAsTable] = useState(false)
  const title = fillText(widget.title, values)
  return (
    <div role="group" className={styles.widget} aria-label={title || widgetType(widget.type)?.label || widget.type}>
      <header className={styles.head}>
        <h2 className="ell" title={title}>
          {title}
        </h2>
        {answer?.outcome === 'answered' && <Warnings data={answer.data} />}
        <span className="grow" />
        {tools ?? <WidgetMenu {...props} title={title} asTable={asTable} onTable={() => setAsTable(!asTable)} />}
      </header>
      <div className={styles.body}>
        {failure !== undefined && !answer ? <Failed message={failure} /> : <Body {...props} title={title} asTable={asTable} />}
      </div>
    </div>
  )
}

function Body({ widget, answer, live, onRange, onDrill, title, asTable }: WidgetFrameProps & { title: string; asTable: boolean }) {
  const type = widgetType(widget.type)
  const { endpoint } = widget.dataSource
  const parameters = answer?.parameters ?? widget.dataSource.parameters
  const source = useMemo(() => ({ endpoint, parameters }), [endpoint, parameters])
  const drill = onDrill && ((span: DrillSpan, labels?: Readonly<Record<string, string>>): void => onDrill(drillDown(source, span, labels)))
  if (!type) return <Empty title={`No widget type “${widget.type}”`}>{<p>It was made where this type had been added.</p>}</Empty>
  if (!answer && endpoint !== '') return <div className={styles.waiting} role="status" aria-label={`Loading ${title}`} />
  if (answer?.outcome === 'failed') return <Failed message={answer.error?.detail ?? 'It could not be answered.'} />
  if (answer?.outcome === 'unconnected') return <Empty title="The other system is not connected" />
  const view: WidgetViewProps = {
    title,
    options: widget.visualization.options,
    data: answer?.data,
    source,
    live,
    asTable,
    onDrill: drill,
    onRange,
  }
  return <type.View {...view} />
}

/** In the widget that failed, never the page. */
function Failed({ message }: { message: string }) {
  return (
    <div className={styles.failed} role="alert">
      <StatusShape status="error" />
      <p>{message}</p>
    </div>
  )
}

function Warnings({ data }: { data: unknown }) {
  const warnings = isFrame(data) && data.series.length > 0 ? data.warnings : []
  if (warnings.length === 0) return null
  return (
    <span title={warnings.join('\n')} className={styles.warning}>
      <StatusShape status="warning" label={warnings.join('. ')} />
    </span>
  )
}

type MenuProps = WidgetFrameProps & { title: string; asTable: boolean; onTable: () => void }

function WidgetMenu({ widget, answer, title, asTable, onTable, onExpand, onCopyLink, onMetrics }: MenuProps) {
  const data = answer?.data
  const question = answer && onMetrics ? metricSearchOf(answer) : undefined
  const choices = [
    ...(onExpand ? [{ id: 'expand', label: 'Expand', icon: <Maximize2 /> }] : []),
    ...(isFrame(data) && /line|bar/i.test(widget.type)
      ? [{ id: 'table', label: asTable ? 'View as chart' : 'View as table', icon: <Table2 /> }]
      : []),
    ...(question ? [{ id: 'metrics', label: 'Open in Metrics', icon: <ChartSpline /> }] : []),
    ...(onCopyLink ? [{ id: 'link', label: 'Copy link', icon: <Link2 /> }] : []),
    ...(data !== undefined && data !== null ? [{ id: 'csv', label: 'Download CSV', icon: <FileDown /> }] : []),
  ]
  if (choices.length === 0) return null
  const choose = (id: string): void => {
    if (id === 'expand') onExpand?.(widget.id)
    if (id === 'table') onTable()
    if (id === 'metrics' && question) onMetrics?.(question)
    if (id === 'link') onCopyLink?.(widget.id)
    const text = id === 'csv' ? widgetCsv(data, title) : undefined
    if (text !== undefined) download(`${fileNameOf(title)}.csv`, 'text/csv', text)
  }
  return (
    <span className={styles.menu}>
      <Menu
        trigger={
          <IconButton look="ghost" size="small" label={`${title || widget.type}: more`}>
            <Ellipsis />
          </IconButton>
        }
        choices={choices}
        onChoose={choose}
      />
    </span>
  )
}
