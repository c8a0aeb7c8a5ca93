/** Values by group and window, on their way from rows to a frame. */
import type { FrameSeries, MetricQuery } from '@relayscope/contract'

export interface Group {
  labels: readonly string[]
  values: (number | null)[]
}

export interface ValueRow {
  labels: readonly string[]
  slot: number
  value: number | null
}

/** Groups in the order they were met; windows without a row are null. */
export function groupsOf(rows: readonly ValueRow[], times: readonly number[], stepMs: number): Group[] {
  const groups = new Map<string, Group>()
  const first = (times[0] ?? 0) / stepMs
  for (const { labels, slot, value } of rows) {
    const key = keyOf({ labels })
    let group = groups.get(key)
    if (!group) groups.set(key, (group = { labels, values: new Array<number | null>(times.length).fill(null) }))
    const at = slot - first
    if (at >= 0 && at < times.length) group.values[at] = value
  }
  return [...groups.values()]
}

/** The largest first, by the sum of their values. */
export function largestFirst(groups: readonly Group[]): Group[] {
  const weighed = groups.map((group) => ({ group, weight: group.values.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0) }))
  weighed.sort((left, right) => right.weight - left.weight || (keyOf(left.group) < keyOf(right.group) ? -1 : 1))
  return weighed.map(({ group }) => group)
}

export function keyOf(group: Pick<Group, 'labels'>): string {
  return JSON.stringify(group.labels)
}

export function filled(values: readonly (number | null)[], how: MetricQuery['fill']): (number | null)[] {
  switch (how) {
    case 'none':
      return [...values]
    case 'zero':
      return values.map((value) => value ?? 0)
    case 'previous': {
      let last: number | null = null
      return values.map((value) => (last = value ?? last))
    }
    case 'linear':
      return linear(values)
  }
}

/** Between two values, never beyond the first or the last. */
function linear(values: readonly (number | null)[]): (number | null)[] {
  const made = [...values]
  let before = -1
  for (const [at, value] of values.entries()) {
    if (value === null) continue
    const start = before
    before = at
    if (start < 0) continue
    const from = values[start] as number
    for (let gap = start + 1; gap < at; gap++) made[gap] = from + ((value - from) * (gap - start)) / (at - start)
  }
  return made
}

export function shown(group: Group, groupBy: readonly string[], fill: MetricQuery['fill'], other = false): FrameSeries {
  const labels = other ? {} : Object.fromEntries(groupBy.map((tag, at) => [tag, group.labels[at] ?? '']))
  return { labels, ...(other ? { other } : {}), values: filled(group.values, fill) }
}
