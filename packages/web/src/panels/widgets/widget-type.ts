/** What a widget type is. A folder beside this file whose `index.ts` exports one as `widget` is a type: nothing else names it. */
import type { DashboardWidget, WidgetData } from '@relayscope/contract'
import type { LucideIcon } from 'lucide-react'
import type { ComponentType } from 'react'
import type { TimeRange } from '../../lib/time-range.ts'
import type { DrillSpan } from '../dashboards/drill-down.ts'

/** What a widget is asked to show. */
export interface WidgetViewProps {
  /** Its title with the variables filled in. */
  readonly title: string
  readonly options: Readonly<Record<string, unknown>>
  /** The answer of its endpoint. */
  readonly data: unknown
  /** As the endpoint was asked. */
  readonly source: { readonly endpoint: string; readonly parameters: Readonly<Record<string, unknown>> }
  /** Values are coming in. */
  readonly live: boolean
  readonly asTable: boolean
  /** Goes to the requests behind a span of time, of one group where one is meant. Absent where there is nowhere to go: behind a shared link. */
  readonly onDrill?: ((span: DrillSpan, labels?: Readonly<Record<string, string>>) => void) | undefined
  readonly onRange: (range: TimeRange) => void
}

/** A setting of the type, as the editor offers it. */
export type OptionField =
  | { readonly name: string; readonly label: string; readonly kind: 'text' | 'long-text' | 'number' | 'yes' }
  | { readonly name: string; readonly label: string; readonly kind: 'choice'; readonly choices: readonly { id: string; label: string }[] }
  /** Written as `limit: {value, label, wrong}`. */
  | { readonly name: 'limit'; readonly label: string; readonly kind: 'limit' }

export interface WidgetType {
  readonly type: string
  readonly label: string
  /** One sentence, for the palette. */
  readonly purpose: string
  readonly icon: LucideIcon
  /** A new one, before anybody changes it. */
  readonly initial: Pick<DashboardWidget, 'title' | 'dataSource'> & {
    readonly options: Readonly<Record<string, unknown>>
    readonly width: number
    readonly height: number
  }
  readonly fields: readonly OptionField[]
  /** What it can draw of the answers there are; the editor offers these sources first. */
  readonly draws: readonly ('frame' | 'traces' | 'interactions' | 'heatmap' | 'table' | 'nothing')[]
  readonly View: ComponentType<WidgetViewProps>
}

export type WidgetAnswer = WidgetData | undefined
