import { ChevronDown, ChevronUp, Filter, Layers, MoveHorizontal, Route, Search } from 'lucide-react'
import type { KeyboardEvent, RefObject } from 'react'
import { formatCount } from '../../lib/format.ts'
import { Button, ButtonGroup, IconButton } from '../../ui/button.tsx'
import { TextInput } from '../../ui/input.tsx'
import { StatusShape } from '../../ui/status-shape.tsx'
import styles from './traces.module.css'
import type { Waterfall } from './use-waterfall.ts'

interface Props {
  waterfall: Waterfall
  find: RefObject<HTMLInputElement | null>
  /** Whether the spans are rows. */
  rows: boolean
}

export function TraceTools({ waterfall, find, rows }: Props) {
  const { errors, onlyCritical } = waterfall
  return (
    <>
      <FindInTrace waterfall={waterfall} input={find} filters={rows} />
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
      {rows && <RowTools waterfall={waterfall} />}
      <Button
        pressed={onlyCritical}
        aria-label="Critical path"
        title="Critical path: what the end was waiting for (p)"
        onClick={() => waterfall.setOnlyCritical(!onlyCritical)}
      >
        <Route aria-hidden />
        <span className={styles.roomy}>Critical path</span>
      </Button>
    </>
  )
}

function RowTools({ waterfall }: { waterfall: Waterfall }) {
  const { fit, groups, foldsAlike } = waterfall
  return (
    <>
      {groups.size > 0 && (
        <IconButton
          label={foldsAlike ? 'Repeated spans are one row' : 'Fold repeated spans into one row'}
          pressed={foldsAlike}
          onClick={() => waterfall.setFoldsAlike(!foldsAlike)}
        >
          <Layers />
        </IconButton>
      )}
      <Button
        pressed={fit}
        aria-label="Fit rows"
        title="Fit rows: keep the time axis on the rows in view"
        onClick={() => (waterfall.resetWindow(), waterfall.setFit(!fit))}
      >
        <MoveHorizontal aria-hidden />
        <span className={styles.roomy}>Fit rows</span>
      </Button>
    </>
  )
}

interface FindProps {
  waterfall: Waterfall
  input: RefObject<HTMLInputElement | null>
  /** Whether what does not match can be hidden; else it is dimmed. */
  filters: boolean
}

function FindInTrace({ waterfall, input, filters }: FindProps) {
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
      {matches && filters && (
        <IconButton label="Hide rows that do not match" pressed={onlyMatches} onClick={() => waterfall.setOnlyMatches(!onlyMatches)}>
          <Filter />
        </IconButton>
      )}
    </>
  )
}
