import { ChevronDown, RefreshCw } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { createPreference } from '../lib/preferences.ts'
import { useStore } from '../lib/store.ts'
import { Button, ButtonGroup, IconButton } from '../ui/button.tsx'
import { Menu } from '../ui/menu.tsx'

const INTERVALS = { off: 0, '10s': 10_000, '1m': 60_000, '5m': 300_000 } as const
type Interval = keyof typeof INTERVALS

const intervalStore = createPreference<Interval>('refresh', ['off', '10s', '1m', '5m'], '1m')
const CHOICES = [
  { id: 'off', label: 'Off' },
  { id: '10s', label: '10 s' },
  { id: '1m', label: '1 min' },
  { id: '5m', label: '5 min' },
]

const BUSY = '[data-popup-open],[data-dragging],[role=dialog]:not([data-beside])'

/** A menu, a drag or a selection must not be disturbed. */
function isBusy(): boolean {
  return document.hidden || document.querySelector(BUSY) !== null || getSelection()?.isCollapsed === false
}

export function RefreshControl({ onRefresh }: { onRefresh: () => void }) {
  const interval = useStore(intervalStore)
  const latest = useRef(onRefresh)
  latest.current = onRefresh
  useEffect(() => {
    if (INTERVALS[interval] === 0) return
    const timer = setInterval(() => {
      if (!isBusy()) latest.current()
    }, INTERVALS[interval])
    return () => clearInterval(timer)
  }, [interval])
  const shown = interval === 'off' ? 'Off' : interval
  return (
    <ButtonGroup>
      <IconButton label="Refresh now (r)" onClick={onRefresh}>
        <RefreshCw />
      </IconButton>
      <Menu
        trigger={
          <Button aria-label={`Refresh: ${shown}`}>
            {shown}
            <ChevronDown aria-hidden />
          </Button>
        }
        choices={CHOICES}
        chosen={interval}
        onChoose={(id) => {
          if (id in INTERVALS) intervalStore.set(id as Interval)
        }}
      />
    </ButtonGroup>
  )
}
