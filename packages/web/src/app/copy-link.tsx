import { Link2, Share2 } from 'lucide-react'
import { frozenRange } from '../lib/time-range.ts'
import { IconButton } from '../ui/button.tsx'
import { Menu } from '../ui/menu.tsx'
import { usePage } from '../lib/use-page.ts'
import { copyLink } from './global-shortcuts.ts'

/** A relative range stays relative in the address, so a link can also be made of what is seen now. */
export function CopyLink() {
  const { range } = usePage()
  const onChoose = (id: string): void => {
    const address = new URL(location.href)
    if (id === 'frozen') {
      const { from, to } = frozenRange(range, Date.now())
      address.searchParams.set('from', from)
      address.searchParams.set('to', to)
    }
    copyLink(address.href)
  }
  return (
    <Menu
      trigger={
        <IconButton label="Copy link to this view">
          <Share2 />
        </IconButton>
      }
      choices={[
        { id: 'live', label: 'Copy link', detail: 'c', icon: <Link2 /> },
        { id: 'frozen', label: 'Copy link, as seen now', icon: <Link2 /> },
      ]}
      onChoose={onChoose}
    />
  )
}
