import type { AIInteraction } from '@relayscope/contract'
import { useMemo } from 'react'
import { SplitBar } from '../../charts/bars.tsx'
import { TimingBar } from '../../charts/timing-bar.tsx'
import { formatCount } from '../../lib/format.ts'
import { createPreference } from '../../lib/preferences.ts'
import { useStore } from '../../lib/store.ts'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Section } from '../../ui/facts.tsx'
import { type ComparedFigure, compareFigures } from './compare-figures.ts'
import styles from './compare.module.css'
import { queueMs, tokenSum } from './interaction-state.ts'

const onlyStore = createPreference<'on' | 'off'>('compare-only-differences', ['on', 'off'], 'off')

export function CompareFiguresDock({ left, right }: { left: AIInteraction; right: AIInteraction }) {
  const figures = useMemo(() => compareFigures(left, right), [left, right])
  const only = useStore(onlyStore) === 'on'
  const shown = only ? figures.filter(({ differs }) => differs) : figures
  const both = [
    { letter: 'A', interaction: left },
    { letter: 'B', interaction: right },
  ]
  const longestMs = Math.max(left.latencyMs, right.latencyMs)
  const mostTokens = Math.max(tokenSum(left) ?? 0, tokenSum(right) ?? 0)
  return (
    <aside className={styles.dock} aria-label="Figures" tabIndex={0}>
      <Section title="Timing">
        {both.map(({ letter, interaction }) => (
          <div key={letter} className={styles.bar}>
            <span className={styles.letter}>{letter}</span>
            <TimingBar
              latencyMs={interaction.latencyMs}
              queueMs={queueMs(interaction)}
              firstTokenMs={interaction.timeToFirstToken}
              failed={interaction.status !== 'success'}
              scaleMs={longestMs}
            />
          </div>
        ))}
      </Section>
      {mostTokens > 0 && (
        <Section title="Tokens in and out">
          {both.map(({ letter, interaction }) => (
            <TokensRow key={letter} letter={letter} interaction={interaction} most={mostTokens} />
          ))}
        </Section>
      )}
      <Section
        title="Figures"
        actions={
          <Button size="small" look="ghost" pressed={only} onClick={() => onlyStore.set(only ? 'off' : 'on')}>
            Only what differs
          </Button>
        }
      >
        {shown.length === 0 ? <p className="t3">Nothing differs.</p> : <FiguresTable figures={shown} />}
      </Section>
    </aside>
  )
}

function TokensRow({ letter, interaction, most }: { letter: string; interaction: AIInteraction; most: number }) {
  const sum = tokenSum(interaction)
  return (
    <div className={styles.bar}>
      <span className={styles.letter}>{letter}</span>
      <span className={styles.tokens}>
        <SplitBar first={interaction.promptTokens ?? 0} second={interaction.responseTokens ?? 0} most={most} />
        <span className="num">{sum === undefined ? 'unknown' : formatCount(sum)}</span>
      </span>
    </div>
  )
}

function FiguresTable({ figures }: { figures: readonly ComparedFigure[] }) {
  return (
    <table className={classes(styles.figures, 'num')}>
      <thead>
        <tr>
          <th scope="col">
            <span className="sr">Figure</span>
          </th>
          <th scope="col">A</th>
          <th scope="col">B</th>
        </tr>
      </thead>
      <tbody>
        {figures.map(({ label, left, right, differs, difference }) => (
          <tr key={label} data-differs={differs || undefined}>
            <th scope="row">{label}</th>
            <td>
              <Value text={left} />
            </td>
            <td>
              <Value text={right} />
              {difference !== undefined && <span className={styles.difference}>{difference}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Value({ text }: { text: string | undefined }) {
  if (text !== undefined) {
    return (
      <span className={styles.value} title={text}>
        {text}
      </span>
    )
  }
  return (
    <span className="t3" title="It was not reported">
      <span aria-hidden>–</span>
      <span className="sr">unknown</span>
    </span>
  )
}
