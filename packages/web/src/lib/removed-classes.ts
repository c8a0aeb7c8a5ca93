/** What was taken out of a record before it was stored, as it is shown. */
export interface RemovedClass {
  readonly class: string
  readonly count: number
  readonly policy?: string | undefined
}

/** Each class once, the most frequent first. */
export function mergedClasses(redactions: readonly RemovedClass[]): RemovedClass[] {
  const classes = new Map<string, RemovedClass>()
  for (const one of redactions) {
    const before = classes.get(one.class)
    classes.set(one.class, { ...one, ...before, count: (before?.count ?? 0) + one.count })
  }
  return [...classes.values()].toSorted((a, b) => b.count - a.count)
}
