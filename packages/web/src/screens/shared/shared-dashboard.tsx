/** A dashboard behind a read-only link: nothing around it, and nothing that leads elsewhere. */
import { chosenValues, type Dashboard } from '@relayscope/contract'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useLinkedDashboard, useLinkedData } from '../../api/dashboards.ts'
import { failureOf } from '../../api/problem.ts'
import { rangeOfSearch, searchOfRange } from '../../lib/search-params.ts'
import { describeRange, PRESETS, type TimeRange } from '../../lib/time-range.ts'
import { printVariables, readVariables } from '../../lib/variable-text.ts'
import { useZone } from '../../lib/zone.ts'
import { Board } from '../../panels/dashboards/board.tsx'
import { DashboardPane } from '../../panels/dashboards/dashboard-pane.tsx'
import { VariablesBar } from '../../panels/dashboards/variables-bar.tsx'
import { WidgetFrame } from '../../panels/dashboards/widget-frame.tsx'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/select.tsx'
import { Empty } from '../../ui/states.tsx'
import styles from './shared.module.css'

export function SharedDashboard() {
  const { token } = useParams({ from: '/shared/$token' })
  return (
    <DashboardPane
      query={useLinkedDashboard(token)}
      missing={
        <Empty title="This link shows nothing">
          <p>It may have been revoked. Ask whoever gave it to you for a new one.</p>
        </Empty>
      }
    >
      {(dashboard) => <Shown token={token} dashboard={dashboard} />}
    </DashboardPane>
  )
}

function Shown({ token, dashboard }: { token: string; dashboard: Dashboard }) {
  const search = useSearch({ from: '/shared/$token' })
  const navigate = useNavigate({ from: '/shared/$token' })
  const range = rangeOfSearch(search)
  const given = useMemo(() => readVariables(search.vars), [search.vars])
  const values = useMemo(() => chosenValues(dashboard.variables, given), [dashboard, given])
  const { data, error } = useLinkedData(token, { range, values }, true)
  const answers = useMemo(() => new Map(data?.widgets.map((answer) => [answer.id, answer])), [data])
  const [expanded, setExpanded] = useState<string>()
  const change = (next: object): void => void navigate({ to: '.', replace: true, search: (before) => ({ ...before, ...next }) })
  const setRange = (next: TimeRange): void => change(searchOfRange(next))
  const failure = error && !data ? failureOf(error).message : undefined
  const shown = dashboard.widgets.filter(({ id }) => expanded === undefined || id === expanded)
  return (
    <div className={styles.screen}>
      <header className={styles.head}>
        <h1 className="ell">{dashboard.name}</h1>
        {/* A guest may ask for no values of tags: what has a fixed choice can be chosen. */}
        <VariablesBar
          variables={dashboard.variables.filter(({ options }) => options !== undefined)}
          values={values}
          onChange={(name, chosen) => change({ vars: printVariables({ ...given, [name]: chosen }) })}
        />
        <span className="grow" />
        {expanded !== undefined && <Button onClick={() => setExpanded(undefined)}>Back to the dashboard</Button>}
        <RangeSelect range={range} onChange={setRange} />
      </header>
      <Board
        label={dashboard.name}
        widgets={expanded === undefined ? shown : shown.map((widget) => ({ ...widget, position: { x: 0, y: 0, width: 12, height: 14 } }))}
        render={(widget) => (
          <WidgetFrame
            {...{ widget, values, failure }}
            live
            answer={answers.get(widget.id)}
            onRange={setRange}
            onExpand={expanded === undefined ? setExpanded : undefined}
          />
        )}
      />
    </div>
  )
}

const BETWEEN = '|'

function RangeSelect({ range, onChange }: { range: TimeRange; onChange: (range: TimeRange) => void }) {
  const zone = useZone()
  const valueOf = ({ from, to }: TimeRange): string => from + BETWEEN + to
  const own = { value: valueOf(range), label: describeRange(range, zone, Date.now()) }
  const usual = PRESETS.map((preset) => ({ value: valueOf(preset), label: preset.label }))
  return (
    <Select
      label="Range"
      value={own.value}
      choices={usual.some(({ value }) => value === own.value) ? usual : [own, ...usual]}
      onChange={(value) => {
        const [from = '', to = 'now'] = value.split(BETWEEN)
        onChange({ from, to })
      }}
    />
  )
}
