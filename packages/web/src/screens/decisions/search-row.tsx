import { DECISION_FIELDS } from '@relayscope/contract/search'
import { Link } from '@tanstack/react-router'
import { ScanSearch, ScrollText, Split } from 'lucide-react'
import { type FormEvent, type RefObject, useRef, useState } from 'react'
import { lookUpDecisions, useDecisionValues } from '../../api/decisions.ts'
import { failureOf } from '../../api/problem.ts'
import type { Word } from '../../lib/search-suggest.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { TextInput } from '../../ui/input.tsx'
import { SearchBox, type SearchMistakePlace } from '../../ui/search-box.tsx'
import styles from './decisions.module.css'
import type { DecisionPage } from './use-decision-page.ts'

interface Props {
  page: DecisionPage
  input: RefObject<HTMLInputElement | null>
  mistake: SearchMistakePlace | undefined
}

export function SearchRow({ page, input, mistake }: Props) {
  const [word, setWord] = useState<Word>()
  const values = useDecisionValues(page.range, word?.field, word?.prefix ?? '')
  return (
    <div className={styles.searchRow} role="search">
      <Lookup page={page} />
      <SearchBox
        label="Search decisions"
        placeholder='Filter by any field: rule:"High Quality" status:rejected candidate:anthropic/*'
        catalogue={DECISION_FIELDS}
        query={page.query}
        onSearch={page.setQuery}
        mistake={mistake}
        values={values}
        onWord={setWord}
        input={input}
      />
      <Link to="/decisions/policies" className={classes(buttonClass(), styles.whatIf)}>
        <ScrollText aria-hidden />
        Policies
      </Link>
      <Link to="/decisions/what-if" search={({ from, to }) => ({ from, to })} className={classes(buttonClass(), styles.whatIf)}>
        <Split aria-hidden />
        What-if
      </Link>
    </div>
  )
}

type State = { state: 'idle' | 'busy' } | { state: 'none' | 'failed'; message: string }

/** One request, whenever it was: by its own id, that of its trace, or that of one of its AI interactions. */
function Lookup({ page }: { page: DecisionPage }) {
  const [id, setId] = useState('')
  const [found, setFound] = useState<State>({ state: 'idle' })
  const form = useRef<HTMLFormElement>(null)
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    const wanted = id.trim()
    if (wanted === '') return
    setFound({ state: 'busy' })
    lookUpDecisions(wanted).then(
      ({ items: [first] }) => {
        if (!first) return setFound({ state: 'none', message: 'No decisions are known by this ID' })
        setFound({ state: 'idle' })
        // The keys now belong to what was found.
        form.current?.querySelector('input')?.blur()
        page.open(first)
      },
      (error: unknown) => setFound({ state: 'failed', message: failureOf(error as Error).message }),
    )
  }
  return (
    <form ref={form} className={styles.lookup} onSubmit={onSubmit}>
      <label htmlFor="decision-id">Request ID</label>
      <TextInput
        id="decision-id"
        className={styles.lookupBox}
        placeholder="request, trace or interaction"
        value={id}
        aria-describedby="decision-id-state"
        onChange={(event) => {
          setId(event.target.value)
          setFound({ state: 'idle' })
        }}
      />
      <Button type="submit" disabled={found.state === 'busy'}>
        <ScanSearch aria-hidden />
        Search
      </Button>
      <span id="decision-id-state" role="status" className={styles.lookupState}>
        {'message' in found && found.message}
      </span>
    </form>
  )
}
