import { useNavigate } from '@tanstack/react-router'
import { copyText } from '../lib/clipboard.ts'
import { useShortcuts } from '../lib/keyboard.ts'
import { toggleTheme } from '../lib/theme.ts'
import { steppedRange } from '../lib/time-range.ts'
import { showToast } from '../lib/toast.ts'
import { usePage } from '../lib/use-page.ts'
import { keepPage, PLACES } from './places.ts'

/** Says whether it worked: a key leaves nothing else to see. */
export function copyLink(address: string): void {
  void copyText(address).then((done) =>
    done
      ? showToast('Link copied')
      : showToast('The link could not be copied', { tone: 'error', detail: 'The browser did not allow it. Copy the address instead.' }),
  )
}

/** Keys that work on every page. */
export function useGlobalShortcuts({ showSheet, refresh }: { showSheet: () => void; refresh: () => void }): void {
  const navigate = useNavigate()
  const { range, live, setLive, setRange } = usePage()
  useShortcuts('Everywhere', [
    ...PLACES.map(({ to, title, keys }) => ({ keys, label: `Go to ${title}`, run: () => void navigate({ to, search: keepPage }) })),
    { keys: '[', label: 'One range earlier', run: () => setRange(steppedRange(range, -1, Date.now())) },
    { keys: ']', label: 'One range later', run: () => setRange(steppedRange(range, 1, Date.now())) },
    { keys: 'Backspace', label: 'Back, to the range before', run: () => history.back() },
    { keys: 'l', label: 'Live on or off', run: () => setLive(!live) },
    { keys: 'r', label: 'Refresh', run: refresh },
    { keys: 't', label: 'Light or dark', run: toggleTheme },
    { keys: 'c', label: 'Copy the link', run: () => copyLink(location.href) },
    { keys: '?', label: 'This sheet', run: showSheet },
  ])
}
