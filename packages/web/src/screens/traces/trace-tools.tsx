import { ChevronDown, ChevronUp, Filter, MoveHorizontal, Route, Search } from 'lucide-react'
import type { KeyboardEvent, RefObject } from 'react'
import { formatCount } from '../../lib/format.ts'
import { Button, ButtonGroup, IconButton } from '../../ui/button.tsx'
import { TextInput } from '../../ui/input.tsx'
import { StatusShape } from '../../ui/status-shape.tsx'
import type { Waterfall } from './use-waterfall.ts'

export function TraceTools({ waterfall, find }: { waterfall: Waterfall; find: RefObject<HTMLInputElement | null> }) {
  const { errors, fit, onlyCritical } = waterfall
  return (
    <>
      <FindInTrace waterfall={waterfall} input={find} />
      {errors.length > 0 && (
        <ButtonGroup>
          <IconButton label="Previous error (E)" onClick={() => waterfall.moveTo(errors, -1)}>
            <ChevronUp />
          </IconButton>
          <Button onClick={() => waterfall.moveTo(errors, 1)} aria-label={`${errors.length} errors, go to the next`}>
            <StatusShape status="error" />
            <span className="num">{formatCount(errors.length)}</span>
          </Button>
          <IconButton label="Next error (e)" onClick={() => waterfall.moveTo(errors, 1)}>
            <ChevronDown />
          </IconButton>
        </ButtonGroup>
      )}
      <Button
        pressed={fit}
        title="Keep the time axis on the rows in view"
        onClick={() => (waterfall.setFit(!fit), fit && waterfall.resetWindow())}
      >
        <MoveHorizontal aria-hidden />
        Fit rows
      </Button>
      <Button pressed={onlyCritical} title="Show what the end was waiting for (p)" onClick={() => waterfall.setOnlyCritical(!onlyCritical)}>
        <Route aria-hidden />
        Critical path
      </Button>
    </>
  )
}

function FindInTrace({ waterfall, input }: { waterfall: Waterfall; input: RefObject<HTMLInputElement | null> }) {
  const { find, matches, onlyMatches } = waterfall
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter' && matches) waterfall.moveTo(matches, event.shiftKey ? -1 : 1)
    if (event.key === 'Escape') {
      if (find === '') event.currentTarget.blur()
      waterfall.setFind('')
    }
  }
  return (
    <>
      <TextInput
        ref={input}
        compact
        width={matches ? 230 : 200}
        icon={<Search aria-hidden />}
        aria-label="Find in trace"
        placeholder="Find: name, error, > 2%"
        value={find}
        onChange={(event) => waterfall.setFind(event.target.value)}
        onKeyDown={onKeyDown}
        end={matches && <span className="num t3">{formatCount(matches.length)}</span>}
      />
      {matches && (
        <IconButton label="Hide rows that do not match" pressed={onlyMatches} onClick={() => waterfall.setOnlyMatches(!onlyMatches)}>
          <Filter />
        </IconButton>
      )}
    </>
  )
}
