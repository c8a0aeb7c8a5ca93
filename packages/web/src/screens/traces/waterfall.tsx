import type { AIInteraction } from '@relayscope/contract'
import { useMemo } from 'react'
import { Minimap } from './minimap.tsx'
import { Ruler } from './ruler.tsx'
import { WaterfallRows } from './waterfall-rows.tsx'
import { TimeSpent } from './time-spent.tsx'
import type { Waterfall } from './use-waterfall.ts'
import styles from './waterfall.module.css'

export function WaterfallView({ waterfall, interactions }: { waterfall: Waterfall; interactions: readonly AIInteraction[] }) {
  const firstTokens = useMemo(() => firstTokensOf(interactions), [interactions])
  return (
    <div className={styles.waterfall}>
      <Minimap waterfall={waterfall} />
      <Ruler waterfall={waterfall} />
      <WaterfallRows waterfall={waterfall} firstTokens={firstTokens} />
      <TimeSpent tree={waterfall.tree} />
    </div>
  )
}

function firstTokensOf(interactions: readonly AIInteraction[]): Map<string, number> {
  const known = interactions.filter(({ spanId, timeToFirstToken }) => spanId !== undefined && timeToFirstToken !== undefined)
  return new Map(known.map(({ spanId, timeToFirstToken }) => [spanId ?? '', timeToFirstToken ?? 0]))
}
