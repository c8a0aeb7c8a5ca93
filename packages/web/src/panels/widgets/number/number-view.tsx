import type { Frame } from '@relayscope/contract'
import { Sparkline } from '../../../charts/sparkline.tsx'
import { isWrong } from '../../../charts/series.ts'
import { unitFormat } from '../../../lib/unit-format.ts'
import { classes } from '../../../ui/classes.ts'
import { fieldAt, isFrame, limitOption, textOption } from '../options.ts'
import { latestOf, wholeOf } from '../whole.ts'
import type { WidgetViewProps } from '../widget-type.ts'
import styles from './number.module.css'

/** Of a frame the newest window or the whole range; of another answer one of its fields. */
export function NumberView({ title, data, options, onDrill }: WidgetViewProps) {
  const frame = isFrame(data) ? data : undefined
  const values = frame?.series[0]?.values ?? []
  const value = frame ? valueOfFrame(frame, values, options['value'] === 'sum') : fieldOf(data, textOption(options, 'field'))
  const { text } = unitFormat(textOption(options, 'unit') ?? frame?.unit ?? unitOf(data))
  const limit = limitOption(options, text)
  const wrong = value !== undefined && limit !== undefined && isWrong(value, limit)
  const shown = value === undefined ? <span className="t3">no data</span> : text(value)
  const drill = frame && onDrill && (() => onDrill({ fromMs: Date.parse(frame.from), toMs: Date.parse(frame.to) }))
  return (
    <div className={styles.number}>
      {drill ? (
        <button
          type="button"
          className={classes(styles.value, 'num')}
          data-wrong={wrong || undefined}
          title={`${title}: see what is behind it`}
          onClick={drill}
        >
          {shown}
        </button>
      ) : (
        <span className={classes(styles.value, 'num')} data-wrong={wrong || undefined}>
          {shown}
        </span>
      )}
      <span className={styles.detail} data-wrong={wrong || undefined}>
        {wrong && limit ? `past the ${limit.label}` : (limit?.label ?? '')}
      </span>
      {values.length > 1 && <Sparkline label={`${title} over time`} values={values} {...(limit && { limit })} />}
    </div>
  )
}

function valueOfFrame(frame: Frame, values: readonly (number | null)[], whole: boolean): number | undefined {
  return whole ? wholeOf(frame, values) : latestOf(frame, values)
}

/** `p95`, `total.cost`; without a name the count, which most answers have. */
function fieldOf(data: unknown, path = 'count'): number | undefined {
  const found = fieldAt(data, path)
  return typeof found === 'number' ? found : undefined
}

function unitOf(data: unknown): string {
  const unit = typeof data === 'object' && data !== null ? (data as Record<string, unknown>)['unit'] : undefined
  return typeof unit === 'string' ? unit : ''
}
