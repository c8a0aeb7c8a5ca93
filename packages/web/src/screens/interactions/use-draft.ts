import { useEffect, useRef, useState } from 'react'
import type { InteractionSearch } from '../../lib/search-params.ts'

type Filters = Pick<InteractionSearch, 'provider' | 'model' | 'status'>

const DEBOUNCE_MS = 250

/** Filters as they are chosen. The first change applies after the debounce; a second one within it waits for `apply`. */
export function useDraft(applied: InteractionSearch, onApply: (next: Filters) => void) {
  const current: Filters = { provider: applied.provider, model: applied.model, status: applied.status }
  const [values, setValues] = useState(current)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const changes = useRef(0)
  const { provider, model, status } = current
  useEffect(() => {
    setValues({ provider, model, status })
    changes.current = 0
  }, [provider, model, status])
  useEffect(() => () => clearTimeout(timer.current), [])
  const apply = (next: Filters): void => {
    clearTimeout(timer.current)
    changes.current = 0
    onApply(next)
  }
  return {
    values,
    pending: values.provider !== provider || values.model !== model || values.status !== status,
    set: (change: Filters) => {
      const next = { ...values, ...change }
      setValues(next)
      clearTimeout(timer.current)
      changes.current++
      if (changes.current === 1) timer.current = setTimeout(() => apply(next), DEBOUNCE_MS)
    },
    apply: () => apply(values),
  }
}
