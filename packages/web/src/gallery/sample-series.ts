/** A made-up day with a deploy, an incident and a hole in the data. The same at every run. */
import { type Buckets, bucketsOf, joinBuckets } from '../lib/buckets.ts'
import type { Annotation } from '../charts/place-flags.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
export const NOW = Date.UTC(2026, 2, 12, 12, 7, 34)
export const FROM = NOW - 24 * HOUR

export const buckets: Buckets = joinBuckets(bucketsOf(FROM, NOW, 5 * MINUTE), bucketsOf(NOW - HOUR, NOW, MINUTE))
export const coarse: Buckets = bucketsOf(FROM, NOW, 30 * MINUTE)

let seed = 20260312
function noise(): number {
  seed = (seed * 16807) % 2147483647
  return seed / 2147483647 - 0.5
}

const at = (hour: number, minute: number): number => Date.UTC(2026, 2, 12, hour, minute)
const day = (instant: number): number => 0.45 + 0.55 * Math.sin(((instant - at(4, 0)) / (24 * HOUR)) * 2 * Math.PI - 0.6) ** 2
const bump = (instant: number, center: number, minutes: number): number => Math.exp(-(((instant - center) / (minutes * MINUTE)) ** 2) / 2)
const ramp = (instant: number, start: number, minutes: number): number => Math.max(0, Math.min(1, (instant - start) / (minutes * MINUTE)))

/** Nothing was reported for a while in the night. */
const hole = (instant: number): boolean => instant > at(1, 20) && instant < at(2, 10)

export function series(of: Buckets, value: (instant: number) => number): (number | null)[] {
  return of.starts.map((start) => (hole(start) ? null : value(start)))
}

export const volume =
  (base: number): ((instant: number) => number) =>
  (instant) =>
    base * day(instant) * (1 + 0.06 * noise())
export const p95 = (instant: number): number =>
  1150 + 240 * day(instant) + 90 * noise() + 560 * bump(instant, at(9, 2), 9) + 1000 * ramp(instant, at(11, 50), 9)
export const errorRate = (instant: number): number =>
  0.3 + 0.1 * noise() + 3.2 * bump(instant, at(9, 2), 7) + 3.6 * bump(instant, at(9, 58), 4) + 0.6 * ramp(instant, at(11, 53), 10)
export const hitRate = (instant: number): number => 0.975 + 0.01 * noise() - 0.05 * ramp(instant, at(11, 2), 20)
export const spend = (instant: number): number => 190 * day(instant)

export const annotations: readonly Annotation[] = [
  { id: 'rules', kind: 'config', label: 'Rules r-381', atMs: at(4, 30) },
  { id: 'errors', kind: 'alert', severity: 'warning', label: 'High error rate, resolved after 15 min', atMs: at(8, 55), endMs: at(9, 10) },
  {
    id: 'database',
    kind: 'alert',
    severity: 'critical',
    label: 'Database connection, resolved after 5 min',
    atMs: at(9, 58),
    endMs: at(10, 3),
  },
  { id: 'deploy', kind: 'deploy', label: 'v2.14.0', atMs: at(11, 50) },
  { id: 'latency', kind: 'alert', severity: 'critical', label: 'High latency, firing', atMs: at(11, 52) },
]
