import { PanelBottom, PanelRight } from 'lucide-react'
import { dockSideStore, moveDock } from '../../lib/dock-side.ts'
import { useStore } from '../../lib/store.ts'
import { IconButton } from '../../ui/button.tsx'

export function DockSideButton() {
  const side = useStore(dockSideStore)
  return (
    <IconButton look="ghost" size="small" label={side === 'right' ? 'Details below (b)' : 'Details on the right (b)'} onClick={moveDock}>
      {side === 'right' ? <PanelBottom /> : <PanelRight />}
    </IconButton>
  )
}
