import { CalendarDays, ChevronDown, Clock } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { bucketStep, formatStep } from '../lib/buckets.ts'
import { formatDuration } from '../lib/format.ts'
import { zoneName } from '../lib/instant.ts'
import { useNow } from '../lib/now.ts'
import { describeRange, PRESETS, rangeOf, resolveRange, type TimeRange } from '../lib/time-range.ts'
import { parseTypedRange } from '../lib/typed-range.ts'
import { useZone, zoneStore } from '../lib/zone.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Calendar } from '../ui/calendar.tsx'
import { Field, TextInput } from '../ui/input.tsx'
import { Popover } from '../ui/popover.tsx'
import styles from './time-range.module.css'
import { usePage } from '../lib/use-page.ts'

export function TimeRangeControl() {
  const { range, setRange } = usePage()
  const [open, setOpen] = useState(false)
  const zone = useZone()
  const words = describeRange(range, zone, useNow(60_000))
  const choose = (next: TimeRange): void => {
    setOpen(false)
    setRange(next)
  }
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label="Time range"
      className={styles.popup}
      trigger={
        <Button aria-label={`Time range: ${words}`}>
          <Clock aria-hidden />
          {words}
          <ChevronDown aria-hidden />
        </Button>
      }
    >
      <Presets range={range} onChoose={choose} />
      <CustomRange range={range} onChoose={choose} />
    </Popover>
  )
}

interface Props {
  range: TimeRange
  onChoose: (range: TimeRange) => void
}

function Presets({ range, onChoose }: Props) {
  const today = parseTypedRange('today', Date.now(), useZone())
  return (
    <div className={styles.presets}>
      {PRESETS.map(({ label, short, from, to }) => (
        <button key={short} type="button" aria-pressed={from === range.from && to === range.to} onClick={() => onChoose({ from, to })}>
          {label}
          <span className="num">{short}</span>
        </button>
      ))}
      {today && (
        <button type="button" aria-pressed={today.from === range.from && range.to === 'now'} onClick={() => onChoose(today)}>
          Today
          <span>td</span>
        </button>
      )}
    </div>
  )
}

function CustomRange({ range, onChoose }: Props) {
  const zone = useZone()
  const [typed, setTyped] = useState('')
  const [ends, setEnds] = useState({ from: range.from, to: range.to })
  const [failed, setFailed] = useState(false)
  const [calendar, setCalendar] = useState(false)
  const [now] = useState(Date.now)
  const wanted = typed.trim() !== '' ? parseTypedRange(typed, now, zone) : parseTypedRange(`${ends.from} to ${ends.to}`, now, zone)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (wanted) onChoose(typed.trim() === '' ? relativeEnds(ends, wanted) : wanted)
    setFailed(!wanted)
  }
  return (
    <form className={styles.custom} onSubmit={submit}>
      <Field label="Type a range">
        <TextInput
          autoFocus
          value={typed}
          placeholder="last 36h, yesterday 09:00 to 11:30"
          aria-invalid={failed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </Field>
      <div className={styles.ends}>
        <Field label="From">
          <TextInput className="num" value={ends.from} onChange={(event) => setEnds({ ...ends, from: event.target.value })} />
        </Field>
        <Field label="To">
          <TextInput className="num" value={ends.to} onChange={(event) => setEnds({ ...ends, to: event.target.value })} />
        </Field>
      </div>
      {calendar && (
        <Calendar
          {...resolveRange(wanted ?? range, now)}
          nowMs={now}
          zone={zone}
          onChoose={(fromMs, toMs) => {
            setTyped('')
            setEnds(fromMs < now && toMs > now ? { from: rangeOf(fromMs, toMs).from, to: 'now' } : rangeOf(fromMs, toMs))
          }}
        />
      )}
      <p className={styles.reading} role="status">
        {wanted ? (
          describeWanted(wanted, now, zone)
        ) : failed || typed !== '' ? (
          <span className={styles.wrong}>Not a range. Try “last 36h” or “11 Mar 09:00 to 11:30”.</span>
        ) : null}
      </p>
      <div className={styles.foot}>
        <button
          type="button"
          className={styles.zone}
          title="Show times in the other zone"
          onClick={() => zoneStore.set(zone === 'utc' ? 'local' : 'utc')}
        >
          Times in {zoneName(zone)}
        </button>
        <IconButton label="Calendar" look="ghost" size="small" pressed={calendar} onClick={() => setCalendar(!calendar)}>
          <CalendarDays />
        </IconButton>
        <span className="grow" />
        <Button type="submit" size="small" look="primary" disabled={!wanted}>
          Apply
        </Button>
      </div>
    </form>
  )
}

/** Ends typed as `now-1h` stay relative. */
function relativeEnds(ends: TimeRange, wanted: TimeRange): TimeRange {
  const relative = /^now([-+]\d{1,6}[smhdw])?$/
  return { from: relative.test(ends.from) ? ends.from : wanted.from, to: relative.test(ends.to) ? ends.to : wanted.to }
}

/** A usual plot is about this wide. */
const CHART_PX = 800

function describeWanted(range: TimeRange, now: number, zone: 'local' | 'utc'): string {
  const { fromMs, toMs } = resolveRange(range, now)
  const step = formatStep(bucketStep(fromMs, toMs, CHART_PX))
  return `${describeRange(range, zone, now)} · ${formatDuration(toMs - fromMs)} · charts in steps of ${step}`
}
