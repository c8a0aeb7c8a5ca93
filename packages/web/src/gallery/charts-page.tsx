import { ListTree, Search, ZoomIn } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTimeScale } from '../charts/board-context.ts'
import { createHover, HoverProvider } from '../charts/hover-store.ts'
import { Lane, SmallLane } from '../charts/lane.tsx'
import { LaneStrip, TimeBoard } from '../charts/time-board.tsx'
import styles from './gallery.module.css'
import { lanes, smallLanes } from './sample-lanes.ts'
import { annotations, FROM, NOW } from './sample-series.ts'

const hover = createHover()

export function ChartsPage() {
  const [said, setSaid] = useState('')
  const { scale, magnifiable } = useTimeScale(FROM, NOW, true)
  const brush = useMemo(() => {
    const tell = (what: string) => (fromMs: number, toMs: number) =>
      setSaid(`${what} ${new Date(fromMs).toISOString()} ${new Date(toMs).toISOString()}`)
    return [
      { id: 'zoom', label: 'Zoom', icon: <ZoomIn />, run: tell('zoom') },
      { id: 'traces', label: 'Traces', icon: <ListTree />, run: tell('traces') },
      { id: 'changed', label: 'What changed', icon: <Search />, run: tell('changed') },
    ]
  }, [])
  return (
    <HoverProvider value={hover}>
      <LaneStrip label="Figures of the calls" scale={scale} nowMs={NOW} brush={brush.slice(0, 1)}>
        {smallLanes.map((lane) => (
          <SmallLane key={lane.title} {...lane} />
        ))}
      </LaneStrip>
      <div className={styles.card}>
        <TimeBoard
          label="Timeline"
          scale={scale}
          magnifiable={magnifiable}
          nowMs={NOW}
          brush={brush}
          annotations={annotations}
          onAnnotation={(chosen) => setSaid(chosen.map(({ id }) => id).join(' '))}
        >
          {lanes.map((lane) => (
            <Lane key={lane.title} {...lane} />
          ))}
        </TimeBoard>
      </div>
      <output className={styles.said} aria-label="What was asked for">
        {said}
      </output>
    </HoverProvider>
  )
}
