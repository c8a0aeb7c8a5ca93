/** The drawer's state: what it shows is in the address, where it has been is not. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { peekTrail, printPeek, readPeek, sameEntity } from './peek.ts'
import type { Entity } from './recent.ts'
import { useStore } from './store.ts'
import { NOWHERE, placeOf, stepped, went } from './trail.ts'

export function usePeek() {
  const { peek } = useSearch({ from: '__root__' })
  const navigate = useNavigate()
  const trail = useStore(peekTrail)
  const shown = readPeek(peek)
  useEffect(() => {
    // Opened by the address: from a link, or by the browser's own back.
    if (shown) peekTrail.set(went(peekTrail.get(), shown, sameEntity))
    else peekTrail.set(NOWHERE)
  }, [peek])
  const show = (entity: Entity | undefined, replace: boolean): void =>
    void navigate({ to: '.', replace, search: (before) => ({ ...before, peek: entity && printPeek(entity) }) })
  const step = (by: -1 | 1) => (): void => {
    const next = stepped(peekTrail.get(), by)
    peekTrail.set(next)
    show(placeOf(next), true)
  }
  return {
    shown,
    /** In the drawer of this page; a second one never opens beside it. */
    open: (entity: Entity) => show(entity, shown !== undefined),
    close: () => show(undefined, true),
    back: trail.at > 0 ? step(-1) : undefined,
    forward: trail.at < trail.places.length - 1 ? step(1) : undefined,
  }
}
