import { useCallback, useEffect, useState } from 'react'
import { part, useLoaded } from '../lib/use-loaded.ts'

const source = part(() => import('./palette.tsx').then((module) => module.default))

/** The palette opens with Ctrl-K or ⌘K from anywhere, also while typing. */
export function usePalette() {
  const [open, setOpen] = useState(false)
  const [wanted, setWanted] = useState(false)
  if (open && !wanted) setWanted(true)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      setOpen((before) => !before)
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
  const ahead = useCallback(() => void source.load().catch(() => undefined), [])
  return { open, setOpen, ahead, Palette: useLoaded(source, wanted) }
}
