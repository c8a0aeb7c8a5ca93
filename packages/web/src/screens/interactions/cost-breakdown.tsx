/** What a call cost, opened: tokens times price for each kind of token, and the same call on other models. */
import type { AIInteraction, InteractionCost } from '@relayscope/contract'
import { useInteractionCost } from '../../api/interaction-figures.ts'
import { failureOf } from '../../api/problem.ts'
import { formatCount, formatShare } from '../../lib/format.ts'
import { providerColour } from '../../lib/identity.ts'
import { formatExactMoney, formatMoney, perMillion } from '../../lib/money.ts'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Dot } from '../../ui/marks.tsx'
import { Note } from '../../ui/states.tsx'
import styles from './cost-breakdown.module.css'

type Quote = NonNullable<InteractionCost['quote']>
type Line = Quote['lines'][number]
type Other = InteractionCost['others'][number]

const MOST_OTHERS = 2

export function CostBreakdown({ interaction }: { interaction: AIInteraction }) {
  const { data, error, isPending, refetch } = useInteractionCost(interaction.id)
  if (error && !data) {
    return (
      <Note tone="warning">
        The prices could not be loaded: {failureOf(error).message}{' '}
        <Button size="small" onClick={() => void refetch()}>
          Try again
        </Button>
      </Note>
    )
  }
  if (isPending || !data) return <div className={styles.place} role="status" aria-label="Loading the prices" />
  return (
    <div className={styles.breakdown}>
      {data.quote ? <Bill quote={data.quote} /> : <p>{REASONS[data.reason ?? 'no_price']}</p>}
      <Origin cost={data} />
      {data.quote && <Elsewhere interaction={interaction} cost={data} quote={data.quote} />}
    </div>
  )
}

const REASONS = {
  no_tokens: 'Not all tokens were reported, so there is nothing to multiply prices with.',
  no_price: 'The price list has no price for this model.',
} as const

const PARTS: Readonly<Record<string, string>> = {
  input: 'Input',
  cachedRead: 'Cached',
  cacheWrite: 'Cache write, 5 min',
  cacheWrite1h: 'Cache write, 1 h',
  output: 'Output',
  reasoning: 'Reasoning',
  inputAudio: 'Audio in',
  cachedAudio: 'Audio, cached',
  outputAudio: 'Audio out',
  inputImageTokens: 'Image in',
  outputImageTokens: 'Image out',
  inputImage: 'Pictures in',
  outputImage: 'Pictures out',
  inputSecond: 'Seconds in',
  outputSecond: 'Seconds out',
  inputCharacter: 'Characters in',
  outputCharacter: 'Characters out',
  search: 'Searches',
  page: 'Pages',
  request: 'The call',
}

/** Priced for each; everything else for a million tokens. */
const PIECES = new Set(['inputImage', 'outputImage', 'inputSecond', 'outputSecond', 'search', 'page', 'request'])

function Bill({ quote: { lines, total, currency } }: { quote: Quote }) {
  return (
    <table className={classes(styles.bill, 'num')}>
      <thead>
        <tr>
          <th scope="col">
            <span className="sr">Billed as</span>
          </th>
          <th scope="col">Count</th>
          <th scope="col">Price</th>
          <th scope="col">Cost</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.part}>
            <th scope="row">{PARTS[line.part] ?? line.part}</th>
            <td>{formatCount(line.count)}</td>
            <td>{priceOf(line, currency)}</td>
            <td>{formatExactMoney(line.cost, Number(line.cost), currency)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Together</th>
          <td />
          <td />
          <td>{formatExactMoney(total, Number(total), currency)}</td>
        </tr>
      </tfoot>
    </table>
  )
}

function priceOf({ part, price, tier, overTokens }: Line, currency: string) {
  const each = PIECES.has(part) ? price : perMillion(price)
  const conditions = [tier, overTokens > 0 && `over ${formatCount(overTokens)} tokens`].filter(Boolean).join(', ')
  return (
    <>
      {formatExactMoney(each, Number(each), currency)}
      <span className="t3">{PIECES.has(part) ? ' each' : ' / 1M'}</span>
      {conditions !== '' && <span className={styles.condition}>{conditions}</span>}
    </>
  )
}

/** Where the stored cost is from, and whether the price list still says the same. */
function Origin({ cost }: { cost: InteractionCost }) {
  const { origin, quote, matches, priceVersion } = cost
  return (
    <>
      {quote && (
        <p className="t3">
          Prices of <span className="mono">{quote.version}</span> for {quote.model}, from {quote.validFrom}
          {quote.validTo === null ? '' : ` to ${quote.validTo}`}.
        </p>
      )}
      {quote?.cacheSaved != null && (
        <p className="t3">The cache saved {formatExactMoney(quote.cacheSaved, Number(quote.cacheSaved), quote.currency)}.</p>
      )}
      {origin === 'sent' && <p className="t3">The stored cost is what the sender named.</p>}
      {matches === false && quote && (
        <Note tone="warning">
          Stored{priceVersion === null ? '' : ` with ${priceVersion}`}:{' '}
          {formatExactMoney(cost.costDecimal ?? undefined, Number(cost.costDecimal), cost.currency ?? undefined)}. The price list of now
          says otherwise.
        </Note>
      )}
    </>
  )
}

/** Well known, for a project that uses one model only. */
const KNOWN_MODELS = ['openai/gpt-4o', 'openai/gpt-4o-mini', 'anthropic/claude-sonnet-4-5', 'google/gemini-2.5-flash']

/** The models the project uses most come first. */
function Elsewhere({ interaction, cost, quote }: { interaction: AIInteraction; cost: InteractionCost; quote: Quote }) {
  const used = cost.others.filter((other) => !isTheSame(other, quote))
  const enough = used.length >= MOST_OTHERS
  const { data } = useInteractionCost(interaction.id, enough ? '' : KNOWN_MODELS.join())
  const named = new Set([quote.model, interaction.model, ...used.map(({ model }) => model)])
  const more = enough ? [] : (data?.others ?? []).filter((other) => !named.has(other.model) && !isTheSame(other, quote))
  const others = [...used, ...more].slice(0, MOST_OTHERS)
  return others.length === 0 ? null : <Others others={others} own={quote} />
}

/** Another name of the model itself, with a date or without. */
function isTheSame(other: Other, quote: Quote): boolean {
  return other.total === quote.total && (other.model.startsWith(quote.model) || quote.model.startsWith(other.model))
}

/** Bars on one scale: this call, and the same one elsewhere. */
function Others({ others, own }: { others: readonly Other[]; own: Quote }) {
  const most = Math.max(...others.map(({ total }) => Number(total)), Number(own.total))
  return (
    <div className={styles.others}>
      <h4>The same call elsewhere</h4>
      {others.map((other) => (
        <div key={`${other.provider} ${other.model}`} className={styles.other}>
          <span className="ell" title={`${other.provider} ${other.model}, prices of ${other.version}`}>
            <Dot colour={providerColour(other.provider)} /> {other.model}
          </span>
          <span className="num">
            {formatMoney(Number(other.total), other.currency)} <span className="t3">{comparedWith(other)}</span>
          </span>
          <i style={{ width: `${most > 0 ? Math.max(1, (Number(other.total) / most) * 100) : 0}%` }} />
        </div>
      ))}
    </div>
  )
}

function comparedWith({ ratio }: Other): string {
  if (ratio === null) return ''
  if (ratio === 1) return 'the same'
  return ratio >= 2 ? `${ratio.toFixed(1)}×` : `${ratio > 1 ? '+' : '−'}${formatShare(Math.abs(ratio - 1))}`
}
