import type { MetricInfo } from '@relayscope/contract'

/** Every word has to be in the name, the display name or the description. */
export function filterMetrics(metrics: readonly MetricInfo[], q = '', category?: string): MetricInfo[] {
  const words = q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return metrics.filter((metric) => {
    if (category !== undefined && categoryOf(metric) !== category) return false
    const text = `${metric.name} ${metric.displayName ?? ''} ${metric.description ?? ''}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

export function categoryOf({ category }: MetricInfo): string {
  return category ?? ''
}

/** By how many metrics they have. */
export function categoriesOf(metrics: readonly MetricInfo[]): { name: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const metric of metrics) counts.set(categoryOf(metric), (counts.get(categoryOf(metric)) ?? 0) + 1)
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .toSorted((left, right) => right.count - left.count || (left.name < right.name ? -1 : 1))
}
