import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { shortId } from '../lib/format.ts'
import { useShortcuts } from '../lib/keyboard.ts'
import type { Entity } from '../lib/recent.ts'
import { usePeek } from '../lib/use-peek.ts'
import { InteractionSummary } from '../panels/interaction-summary.tsx'
import { TraceSummary } from '../panels/trace-summary.tsx'
import { Drawer } from '../ui/drawer.tsx'
import { keepPage } from './places.ts'

/** An entity of another screen beside this one. A part of its own, loaded when one is first opened. */
export default function EntityDrawer() {
  const { shown, close, back, forward } = usePeek()
  const navigate = useNavigate()
  // While it closes it keeps what it showed.
  const last = useRef<Entity>(undefined)
  useEffect(() => {
    if (shown) last.current = shown
  })
  const entity = shown ?? last.current
  const promote = (): void => {
    if (!entity) return
    const { kind, id } = entity
    void (kind === 'trace'
      ? navigate({ to: '/traces/$traceId', params: { traceId: id }, search: keepPage })
      : navigate({ to: '/interactions/$interactionId', params: { interactionId: id }, search: keepPage }))
  }
  return (
    <>
      {shown && <DrawerKeys close={close} />}
      <Drawer
        open={shown !== undefined}
        title={entity ? `${entity.kind === 'trace' ? 'Trace' : 'Interaction'} ${shortId(entity.id)}` : ''}
        onClose={close}
        onBack={back}
        onForward={forward}
        onPromote={promote}
      >
        {entity?.kind === 'trace' && <TraceSummary key={entity.id} id={entity.id} />}
        {entity?.kind === 'interaction' && <InteractionSummary key={entity.id} id={entity.id} />}
      </Drawer>
    </>
  )
}

/** While it is open, Escape closes it before it does anything to the page. */
function DrawerKeys({ close }: { close: () => void }) {
  useShortcuts('Drawer', [{ keys: 'Escape', label: 'Close the drawer', run: close }])
  return null
}
