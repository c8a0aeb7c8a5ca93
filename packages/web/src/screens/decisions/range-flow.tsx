import { Rows3, Waypoints } from 'lucide-react'
import { useState } from 'react'
import { useDecisionFlow } from '../../api/decisions.ts'
import { failureOf } from '../../api/problem.ts'
import { Sankey, SankeyTable } from '../../charts/sankey.tsx'
import { formatCount, formatShare } from '../../lib/format.ts'
import { providerColour, providerOfModel } from '../../lib/identity.ts'
import type { FlowNode } from '../../lib/sankey-layout.ts'
import { IconButton } from '../../ui/button.tsx'
import { FailurePane, SkeletonRows } from '../../ui/states.tsx'
import styles from './decisions.module.css'
import type { DecisionPage } from './use-decision-page.ts'

const LAYERS = ['Route', 'Rule', 'Model', 'Provider']
const FIELDS = ['path', 'rule', 'model', 'provider']
const HEIGHT_PX = 196
const LABEL = 'How requests flowed'
/** Put together, or a word for what there was not: nothing to filter by. */
const NO_VALUE = new Set(['other', 'request', 'no rule', 'none'])

/** The flow of the range: class of request, rule, model, provider. A click filters by what was clicked. */
export function RangeFlow({ page }: { page: DecisionPage }) {
  const { data, error, isPending, isPlaceholderData, refetch } = useDecisionFlow(page.filters)
  const [asTable, setAsTable] = useState(false)
  if (error && !data) return <FailurePane what="The flow could not be loaded" failure={failureOf(error)} onRetry={() => void refetch()} />
  if (isPending || !data) {
    return (
      <div className={styles.flowPlace}>
        <SkeletonRows rowHeight={28} rows={6} />
      </div>
    )
  }
  const failed = data.links.filter(({ layer }) => layer === 0).reduce((sum, link) => sum + link.failed, 0)
  const onNode = ({ layer, name }: FlowNode): void => {
    if (name === 'rejected') page.only('status', 'rejected')
    else if (name === 'cache') page.only('cacheHit', 'true')
    else if (!NO_VALUE.has(name)) page.only(FIELDS[layer] ?? 'rule', name)
  }
  return (
    <section className={styles.flowPlace} aria-label={LABEL} data-stale={isPlaceholderData || undefined}>
      <header className={styles.flowHead}>
        <h2>{LABEL}</h2>
        <span className="t3 num">
          {formatCount(data.traces)} requests{failed > 0 && `, ${formatShare(failed / Math.max(1, data.traces))} failed or rejected`}
          {data.more && ', rare values as “other”'}
        </span>
        <span className="grow" />
        <IconButton
          look="ghost"
          size="small"
          label={asTable ? 'View as a picture' : 'View as a table'}
          pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? <Waypoints /> : <Rows3 />}
        </IconButton>
      </header>
      {asTable ? (
        <SankeyTable label={LABEL} layers={LAYERS} links={data.links} heightPx={HEIGHT_PX} />
      ) : (
        <Sankey
          label={LABEL}
          layers={LAYERS}
          links={data.links}
          total={data.traces}
          heightPx={HEIGHT_PX}
          colourOf={colourOf}
          onNode={onNode}
        />
      )}
    </section>
  )
}

function colourOf({ layer, name }: FlowNode): string | undefined {
  if (NO_VALUE.has(name) || name === 'rejected' || name === 'cache') return undefined
  if (layer === 3) return providerColour(name)
  if (layer !== 2) return undefined
  const provider = providerOfModel(name)
  return provider === undefined ? undefined : providerColour(provider)
}
