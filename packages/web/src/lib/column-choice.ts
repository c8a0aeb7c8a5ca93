/** Which columns of a table are shown, as the address says it: `name,duration,cost`, in the order of the table. */

/** It opens the row. */
export const ALWAYS_SHOWN = 'name'

export function chosenColumns(
  cols: string | undefined,
  all: readonly string[],
  usual: readonly string[],
  always = ALWAYS_SHOWN,
): ReadonlySet<string> {
  const wanted = cols === undefined ? usual : cols.split(',')
  return new Set(all.filter((id) => id === always || wanted.includes(id)))
}

/** The address after one column was ticked or unticked; undefined when that is the usual choice again. */
export function withColumn(
  id: string,
  cols: string | undefined,
  all: readonly string[],
  usual: readonly string[],
  always = ALWAYS_SHOWN,
): string | undefined {
  const chosen = chosenColumns(cols, all, usual, always)
  const next = all.filter((one) => one === always || (one === id ? !chosen.has(id) : chosen.has(one)))
  return next.length === usual.length && usual.every((one) => next.includes(one)) ? undefined : next.join(',')
}
