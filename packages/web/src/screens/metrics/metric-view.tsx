/** One question: the sentence that asks it, its chart, its groups, and the requests behind it. */
import type { Frame, MetricInfo, MetricQueryInput } from '@relayscope/contract'
import { Pencil, ZoomIn } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useFrame } from '../../api/frames.ts'
import { failureOf } from '../../api/problem.ts'
import { bucketAt } from '../../lib/buckets.ts'
import { rangeOf } from '../../lib/time-range.ts'
import { FrameChart } from '../../panels/frames/frame-chart.tsx'
import { bucketsOfFrame } from '../../panels/frames/frame-series.ts'
import { NoPoints } from '../../panels/frames/no-points.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/marks.tsx'
import { Note } from '../../ui/states.tsx'
import { Pane } from '../../ui/pane.tsx'
import { TabList, TabPanel, Tabs } from '../../ui/tabs.tsx'
import { DefinitionDialog } from './definition-dialog.tsx'
import { ExemplarList } from './exemplar-list.tsx'
import type { MetricViewProps } from './metric-view-props.ts'
import styles from './metrics.module.css'
import { QuestionSentence } from './question-sentence.tsx'
import { SaveToDashboard } from './save-to-dashboard.tsx'
import { SeriesTable } from './series-table.tsx'
import { StatsRow } from './stats-row.tsx'
import type { MetricPage } from './use-metric-page.ts'

export function MetricView({ metric, metrics, page }: MetricViewProps) {
  return (
    <div className={styles.view}>
      <Title metric={metric} page={page} />
      <QuestionSentence metric={metric} metrics={metrics} page={page} />
      {page.question && <Answer question={page.question} metric={metric} page={page} />}
    </div>
  )
}

function Title({ metric, page }: Pick<MetricViewProps, 'metric' | 'page'>) {
  const [editing, setEditing] = useState(false)
  const name = page.search.formula ?? page.search.metric ?? ''
  return (
    <header className={styles.title}>
      <div className="grow">
        <h2 className="ell" title={name}>
          {metric?.displayName ?? name}
        </h2>
        {metric && (
          <p className="t2">
            {metric.displayName !== undefined && <code className="mono">{metric.name}</code>} {metric.description}
          </p>
        )}
      </div>
      {page.question && <SaveToDashboard question={page.question} />}
      {metric && (
        <>
          <Chip>{metric.derived ? `derived ${metric.kind}` : metric.kind}</Chip>
          <Button onClick={() => setEditing(true)}>
            <Pencil aria-hidden />
            Edit definition
          </Button>
          <DefinitionDialog key={metric.name} metric={metric} open={editing} onOpenChange={setEditing} />
        </>
      )}
    </header>
  )
}

function Answer({ question, metric, page }: { question: MetricQueryInput; metric: MetricInfo | undefined; page: MetricPage }) {
  const { data, error, isPending, isFetching, refetch } = useFrame(question, { live: page.live })
  return (
    <Pane
      what="The answer"
      loading={isPending && !error}
      busy={isFetching && !page.live}
      failure={error ? failureOf(error) : undefined}
      onRetry={() => void refetch()}
      empty={data && data.series.length === 0 ? <NoPoints warnings={data.warnings} /> : undefined}
    >
      {data && <Drawn frame={data} metric={metric} page={page} />}
    </Pane>
  )
}

const TABS = [
  { id: 'groups', label: 'Groups' },
  { id: 'requests', label: 'Requests behind it' },
]

function Drawn({ frame, metric, page }: { frame: Frame; metric: MetricInfo | undefined; page: MetricPage }) {
  const { search, change } = page
  const name = search.formula ?? search.metric ?? ''
  const canLookBehind = metric !== undefined && search.formula === undefined
  const onPick = (instantMs: number): void => {
    const buckets = bucketsOfFrame(frame)
    const at = bucketAt(buckets, instantMs)
    if (at >= 0 && canLookBehind) change({ at: `${buckets.starts[at]}-${buckets.ends[at]}`, tab: 'requests' }, true)
  }
  const brush = useMemo(
    () => [{ id: 'zoom', label: 'Zoom', icon: <ZoomIn />, run: (from: number, to: number) => page.setRange(rangeOf(from, to)) }],
    [page],
  )
  return (
    <>
      {frame.warnings.map((warning) => (
        <Note key={warning} tone="warning">
          {warning}
        </Note>
      ))}
      <div className={styles.chart}>
        <FrameChart
          title={name}
          frame={frame}
          kind={metric?.visualization === 'bar' ? 'bars' : 'line'}
          brush={brush}
          steady={page.live}
          {...(canLookBehind && { onPick })}
        />
      </div>
      {canLookBehind && <StatsRow metric={metric} page={page} />}
      <Tabs
        value={search.tab ?? 'groups'}
        onChange={(tab) => change({ tab: tab === 'requests' ? tab : undefined }, true)}
        className={styles.below}
      >
        <TabList label="Below the chart" tabs={canLookBehind ? TABS : TABS.slice(0, 1)} />
        <TabPanel id="groups" className={styles.panel}>
          <SeriesTable frame={frame} name={name} page={page} />
        </TabPanel>
        {canLookBehind && (
          <TabPanel id="requests" className={styles.panel}>
            <ExemplarList metric={metric} page={page} />
          </TabPanel>
        )}
      </Tabs>
    </>
  )
}
