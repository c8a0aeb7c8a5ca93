import { useMemo, useState } from 'react'
import type { Marks } from './list-props.ts'

/** A third mark takes the place of the first. */
export function useMarks(): Marks {
  const [ids, setIds] = useState<readonly string[]>([])
  return useMemo(
    () => ({
      ids,
      toggle: (id) => setIds((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before.slice(-1), id])),
      clear: () => setIds([]),
    }),
    [ids],
  )
}
