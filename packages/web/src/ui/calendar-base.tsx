import { DayPicker } from 'react-day-picker'
import { dateParts, instantOf, type Zone } from '../lib/instant.ts'
import styles from './calendar.module.css'

const DAY_MS = 86_400_000

export interface CalendarProps {
  fromMs: number
  toMs: number
  nowMs: number
  zone: Zone
  /** From the start of the first day to the end of the last. */
  onChoose: (fromMs: number, toMs: number) => void
}

/** The calendar counts in days of this browser; the days of the other zone are laid over them. */
function dayOf(instantMs: number, zone: Zone): Date {
  const { year, month, day } = dateParts(instantMs, zone)
  return new Date(year, month, day)
}

function startOf(day: Date, zone: Zone): number {
  return instantOf({ year: day.getFullYear(), month: day.getMonth(), day: day.getDate() }, zone)
}

export default function CalendarBase({ fromMs, toMs, nowMs, zone, onChoose }: CalendarProps) {
  const today = dayOf(nowMs, zone)
  return (
    <DayPicker
      mode="range"
      classNames={CLASSES}
      weekStartsOn={1}
      showOutsideDays
      resetOnSelect
      today={today}
      defaultMonth={dayOf(toMs - 1, zone)}
      disabled={{ after: today }}
      selected={{ from: dayOf(fromMs, zone), to: dayOf(Math.max(fromMs, toMs - 1), zone) }}
      onSelect={(range) => {
        if (range?.from) onChoose(startOf(range.from, zone), startOf(range.to ?? range.from, zone) + DAY_MS)
      }}
    />
  )
}

const CLASSES = {
  root: styles.root,
  months: styles.months,
  month_caption: styles.caption,
  nav: styles.nav,
  button_previous: styles.turn,
  button_next: styles.turn,
  chevron: styles.chevron,
  month_grid: styles.grid,
  weekday: styles.weekday,
  day: styles.day,
  day_button: styles.button,
  today: styles.today,
  outside: styles.outside,
  disabled: styles.disabled,
  range_start: styles.end,
  range_end: styles.end,
  range_middle: styles.middle,
} as const
