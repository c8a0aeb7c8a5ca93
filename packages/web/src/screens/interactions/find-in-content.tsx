import { Search } from 'lucide-react'
import type { KeyboardEvent, RefObject } from 'react'
import { formatCount } from '../../lib/format.ts'
import type { Found } from '../../lib/use-find.ts'
import { TextInput } from '../../ui/input.tsx'

interface Props {
  text: string
  onText: (text: string) => void
  found: Found
  input: RefObject<HTMLInputElement | null>
}

/** Enter goes to the next, with Shift to the one before. */
export function FindInContent({ text, onText, found, input }: Props) {
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter') found.move(event.shiftKey ? -1 : 1)
    if (event.key !== 'Escape') return
    if (text === '') event.currentTarget.blur()
    onText('')
  }
  return (
    <TextInput
      ref={input}
      compact
      width={190}
      icon={<Search aria-hidden />}
      aria-label="Find in content"
      placeholder="Find"
      value={text}
      maxLength={500}
      onChange={(event) => onText(event.target.value)}
      onKeyDown={onKeyDown}
      end={
        text !== '' && (
          <span className="num t3" role="status">
            {found.count === 0 ? 'none' : `${formatCount(found.at + 1)} of ${formatCount(found.count)}${found.more ? '+' : ''}`}
          </span>
        )
      }
    />
  )
}
