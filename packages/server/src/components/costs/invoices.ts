/** Invoice checks: a provider's export beside what was recorded, kept so that a month can be looked at again. */
import { randomUUID } from 'node:crypto'
import { type InvoiceCheck, invoiceCheck, type Money, type NewInvoiceCheck } from '@relayscope/contract'
import type { Clock } from '../../kit/clock.ts'
import { parseDecimal, printDecimal } from '../../kit/decimal.ts'
import { httpError } from '../../kit/http.ts'
import type { ControlPlane } from '../../planes/control/plane.ts'
import { storableJson } from '../../planes/control/storable.ts'
import { compareInvoice, type RecordedModel } from './compare-invoice.ts'
import { INVOICE_SCALE, type InvoiceRow, readInvoice } from './read-invoice.ts'
import type { Spending } from './spending.ts'

export interface Invoices {
  create(project: string, by: string, check: NewInvoiceCheck): Promise<InvoiceCheck>
  list(project: string): Promise<Omit<InvoiceCheck, 'lines'>[]>
  get(project: string, id: string): Promise<InvoiceCheck>
  remove(project: string, id: string): Promise<void>
}

const DAY_MS = 86_400_000
const MAX_DAYS = 100
const MAX_LINES = 5000
const LISTED = 100

export function createInvoices({ control, spending, clock }: { control: ControlPlane; spending: Spending; clock: Clock }): Invoices {
  return {
    async create(project, by, { name, provider, csv }) {
      const { format, currency, rows } = readInvoice(csv)
      const days = daysOf(rows)
      const recorded = await recordedOn(spending, project, provider, days)
      const lines = compareInvoice(rows, recorded, currency)
      const check: InvoiceCheck = {
        id: randomUUID(),
        name,
        provider,
        format,
        currency,
        from: days[0] ?? '',
        to: days.at(-1) ?? '',
        ...totalsOf(lines),
        otherCurrencies: otherSums(recorded, currency),
        lines: lines.slice(0, MAX_LINES),
        createdBy: by,
        createdAt: new Date(clock.nowMs()).toISOString(),
      }
      await control.query('insert into invoice_checks (id, project, document, created_at) values ($1, $2, $3::jsonb, $4)', [
        check.id,
        project,
        storableJson(check),
        new Date(clock.nowMs()),
      ])
      return check
    },
    async list(project) {
      const rows = await control.query<{ document: unknown }>(
        `select document - 'lines' as document from invoice_checks where project = $1 order by created_at desc limit ${LISTED}`,
        [project],
      )
      return rows.flatMap(({ document }) => {
        const read = invoiceCheck.omit({ lines: true }).safeParse(document)
        return read.success ? [read.data] : []
      })
    },
    async get(project, id) {
      const [row] = await control.query<{ document: unknown }>('select document from invoice_checks where project = $1 and id = $2', [
        project,
        id,
      ])
      const read = invoiceCheck.safeParse(row?.document)
      if (!read.success) throw missing()
      return read.data
    },
    async remove(project, id) {
      const removed = await control.query('delete from invoice_checks where project = $1 and id = $2 returning id', [project, id])
      if (removed.length === 0) throw missing()
    },
  }
}

function missing(): Error {
  return httpError('not_found', 'there is no such invoice check')
}

/** From the first to the last day of the export. */
function daysOf(rows: readonly InvoiceRow[]): string[] {
  const days = rows.map(({ day }) => day).sort()
  const [first, last] = [Date.parse(days[0] ?? ''), Date.parse(days.at(-1) ?? '')]
  if (Number.isNaN(first) || Number.isNaN(last)) throw httpError('invalid_request', 'the export has no lines')
  const count = (last - first) / DAY_MS + 1
  if (count > MAX_DAYS) throw httpError('invalid_request', `the export spans ${count} days; at most ${MAX_DAYS} are compared at once`)
  return Array.from({ length: count }, (_, at) => new Date(first + at * DAY_MS).toISOString().slice(0, 10))
}

async function recordedOn(spending: Spending, project: string, provider: string, days: readonly string[]): Promise<RecordedModel[]> {
  const found: RecordedModel[] = []
  for (const day of days) {
    const next = new Date(Date.parse(day) + DAY_MS).toISOString()
    const models = await spending.byModel(project, { provider, from: `${day}T00:00:00Z`, to: next })
    found.push(...models.map((figures) => ({ day, model: figures.group['model'] ?? '', figures })))
  }
  return found
}

function totalsOf(lines: InvoiceCheck['lines']): Pick<InvoiceCheck, 'invoiced' | 'recorded' | 'difference'> {
  const sum = (amounts: (string | null)[]): bigint =>
    amounts.reduce((total, each) => total + (parseDecimal(each ?? '0', INVOICE_SCALE) ?? 0n), 0n)
  const recorded = sum(lines.map((line) => line.recorded.cost))
  const isSaid = lines.some(({ invoice }) => invoice.cost !== null && invoice.cost !== '0')
  const invoiced = sum(lines.map((line) => line.invoice.cost))
  return {
    recorded: printDecimal(recorded, INVOICE_SCALE),
    invoiced: isSaid ? printDecimal(invoiced, INVOICE_SCALE) : null,
    difference: isSaid ? printDecimal(invoiced - recorded, INVOICE_SCALE) : null,
  }
}

function otherSums(recorded: readonly RecordedModel[], currency: string): Money[] {
  const sums = new Map<string, { parts: bigint; calls: number }>()
  for (const { figures } of recorded) {
    for (const money of figures.costs) {
      if (money.currency === currency) continue
      const sum = sums.get(money.currency) ?? { parts: 0n, calls: 0 }
      sums.set(money.currency, { parts: sum.parts + (parseDecimal(money.decimal, INVOICE_SCALE) ?? 0n), calls: sum.calls + money.calls })
    }
  }
  return [...sums].map(([code, { parts, calls }]) => {
    const decimal = printDecimal(parts, INVOICE_SCALE)
    return { currency: code, decimal, amount: Number(decimal), calls }
  })
}
