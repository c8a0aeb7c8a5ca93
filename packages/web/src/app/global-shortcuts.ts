import { useNavigate } from '@tanstack/react-router'
import { useCopied } from '../ui/copy-button.tsx'
import { useShortcuts } from '../lib/keyboard.ts'
import { toggleTheme } from '../lib/theme.ts'
import { steppedRange } from '../lib/time-range.ts'
import { usePage } from '../lib/use-page.ts'

/** Keys that work on every page. */
export function useGlobalShortcuts({ showSheet, refresh }: { showSheet: () => void; refresh: () => void }): void {
  const navigate = useNavigate()
  const { range, live, setLive, setRange } = usePage()
  const [, copy] = useCopied()
  const go = (to: '/traces' | '/interactions'): void =>
    void navigate({ to, search: ({ from, to: end, live: state }) => ({ from, to: end, live: state }) })
  useShortcuts('Everywhere', [
    { keys: 'g t', label: 'Go to the traces', run: () => go('/traces') },
    { keys: 'g i', label: 'Go to the interactions', run: () => go('/interactions') },
    { keys: '[', label: 'One range earlier', run: () => setRange(steppedRange(range, -1, Date.now())) },
    { keys: ']', label: 'One range later', run: () => setRange(steppedRange(range, 1, Date.now())) },
    { keys: 'Backspace', label: 'Back, to the range before', run: () => history.back() },
    { keys: 'l', label: 'Live on or off', run: () => setLive(!live) },
    { keys: 'r', label: 'Refresh', run: refresh },
    { keys: 't', label: 'Light or dark', run: toggleTheme },
    { keys: 'c', label: 'Copy the link', run: () => copy(location.href) },
    { keys: '?', label: 'This sheet', run: showSheet },
  ])
}
