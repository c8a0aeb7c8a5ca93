import type { PriceRow } from '@relayscope/contract'
import { Search } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { usePrices } from '../../../api/costs.ts'
import { failureOf } from '../../../api/problem.ts'
import { formatCount } from '../../../lib/format.ts'
import { formatExactMoney } from '../../../lib/money.ts'
import { Button } from '../../../ui/button.tsx'
import { TextInput } from '../../../ui/input.tsx'
import { classes } from '../../../ui/classes.ts'
import { Chip } from '../../../ui/marks.tsx'
import { Pane } from '../../../ui/pane.tsx'
import { Note } from '../../../ui/states.tsx'
import styles from './costs.module.css'
import shared from '../settings.module.css'

const MILLION = 1_000_000
const SHOWN = [
  ['input', 'Input'],
  ['cachedRead', 'Cached'],
  ['cacheWrite', 'Cache write'],
  ['output', 'Output'],
] as const

/** Prices of a million tokens, as people compare them; the exact text of every price on hover. */
export function PriceRows({ version, onClear }: { version: string | undefined; onClear: () => void }) {
  const [text, setText] = useState('')
  const { data, error, isPending, isFetching, refetch } = usePrices(useDeferredValue(text.trim()), version)
  const none = data?.items.length === 0 ? <p className={shared.none}>No price is known under this name.</p> : undefined
  return (
    <section aria-labelledby="price-rows">
      <div className={styles.line}>
        <h3 id="price-rows" className="grow">
          Models <span className="t3">USD or as marked, for a million tokens</span>
        </h3>
        {version !== undefined && (
          <Button size="small" onClick={onClear}>
            Only {version} ×
          </Button>
        )}
        <TextInput
          compact
          width={240}
          icon={<Search aria-hidden />}
          aria-label="Find a model"
          placeholder="Find a model or provider"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <Pane
        what="The prices"
        loading={isPending}
        busy={isFetching}
        failure={error && !data ? failureOf(error) : undefined}
        onRetry={() => void refetch()}
        empty={none}
      >
        <div className={styles.scroll}>
          <table className={shared.table}>
            <thead>
              <tr>
                <th>Model</th>
                <th>Provider</th>
                {SHOWN.map(([part, label]) => (
                  <th key={part} className={shared.figure}>
                    {label}
                  </th>
                ))}
                <th>More</th>
                <th>Holds</th>
                <th>Table</th>
              </tr>
            </thead>
            <tbody>
              {data?.items.map((row, at) => (
                <Row key={`${row.version} ${row.provider} ${row.model} ${row.validFrom} ${at}`} row={row} />
              ))}
            </tbody>
          </table>
        </div>
        {data && data.total > data.items.length && (
          <Note>
            The first {formatCount(data.items.length)} of {formatCount(data.total)}; a name finds the rest.
          </Note>
        )}
      </Pane>
    </section>
  )
}

function Row({ row }: { row: PriceRow }) {
  const { model, provider, region, tier, prices, currency, validFrom, validTo, version } = row
  const more = Object.entries(prices).filter(([name]) => !SHOWN.some(([part]) => part === name))
  return (
    <tr>
      <td>
        {model} {region && <Chip>{region}</Chip>} {tier && <Chip>{tier}</Chip>}
      </td>
      <td>{provider}</td>
      {SHOWN.map(([part]) => (
        <td key={part} className={shared.figure} title={prices[part] && `${prices[part]} ${currency} per token`}>
          {prices[part] === undefined ? <Missing part={part} prices={prices} /> : perMillion(prices[part], currency)}
        </td>
      ))}
      <td className="t3" title={more.map(([name, price]) => `${name} ${price}`).join('\n')}>
        {moreText(more)}
      </td>
      <td className={shared.short}>
        {validFrom}
        {validTo && ` to ${validTo}`}
      </td>
      <td className={classes(shared.short, 't3')}>{version}</td>
    </tr>
  )
}

/** What the calculation takes where the table has no price of its own; nothing stands in for input and output. */
function Missing({ part, prices }: { part: string; prices: PriceRow['prices'] }) {
  const stands = prices['input'] !== undefined && part !== 'input' && part !== 'output'
  return <span className="t3">{stands ? 'as input' : '–'}</span>
}

/** A single one is said, as it is all that some models cost. */
function moreText(more: readonly (readonly [string, string])[]): string {
  const [first] = more
  if (!first) return ''
  return more.length === 1 ? first.join(' ') : `${more.length} more`
}

function perMillion(price: string, currency: string): string {
  return formatExactMoney(undefined, Number((Number(price) * MILLION).toPrecision(12)), currency)
}
