import { useEffect, useRef, useState } from 'react'
import { createPreference } from '../../lib/preferences.ts'
import type { InteractionSearch } from '../../lib/search-params.ts'
import { useStore } from '../../lib/store.ts'

export type Filters = Pick<InteractionSearch, 'provider' | 'model' | 'status' | 'from' | 'to'>

const DEBOUNCE_MS = 250

/** Off: nothing applies before it is told to. */
export const applyStore = createPreference<'on' | 'off'>('apply-as-i-go', ['on', 'off'], 'on')

/** Filters as they are chosen. The first change applies after the debounce; a second one within it waits for `apply`. */
export function useDraft(applied: InteractionSearch, onApply: (next: Filters) => void) {
  const { provider, model, status, from, to } = applied
  const [values, setValues] = useState<Filters>({ provider, model, status, from, to })
  const asIGo = useStore(applyStore) === 'on'
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const changes = useRef(0)
  useEffect(() => {
    setValues({ provider, model, status, from, to })
    changes.current = 0
  }, [provider, model, status, from, to])
  useEffect(() => () => clearTimeout(timer.current), [])
  const apply = (next: Filters): void => {
    clearTimeout(timer.current)
    changes.current = 0
    onApply(next)
  }
  return {
    values,
    pending: values.provider !== provider || values.model !== model || values.status !== status || values.from !== from || values.to !== to,
    set: (change: Filters) => {
      const next = { ...values, ...change }
      setValues(next)
      clearTimeout(timer.current)
      changes.current++
      if (asIGo && changes.current === 1) timer.current = setTimeout(() => apply(next), DEBOUNCE_MS)
    },
    apply: () => apply(values),
  }
}
