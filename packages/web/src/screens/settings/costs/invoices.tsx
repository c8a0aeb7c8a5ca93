import type { InvoiceCheck, InvoiceLine } from '@relayscope/contract'
import { type FormEvent, useState } from 'react'
import { useCheckInvoice, useDeleteInvoiceCheck, useInvoiceCheck, useInvoiceChecks } from '../../../api/costs.ts'
import { failureOf } from '../../../api/problem.ts'
import { formatCompact, plural } from '../../../lib/format.ts'
import { formatMoney } from '../../../lib/money.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field, TextInput } from '../../../ui/input.tsx'
import { Pane } from '../../../ui/pane.tsx'
import { Note } from '../../../ui/states.tsx'
import { Ago } from '../../../ui/time-text.tsx'
import styles from './costs.module.css'
import { textOfFile } from './read-file.ts'
import shared from '../settings.module.css'

export function Invoices() {
  const { data, error, isPending, refetch } = useInvoiceChecks()
  const [asking, setAsking] = useState(false)
  const [open, setOpen] = useState<string>()
  const none = data?.length === 0 ? <p className={shared.none}>No invoice was checked.</p> : undefined
  return (
    <section aria-labelledby="invoices">
      <div className={shared.head}>
        <div className="grow">
          <h3 id="invoices">Invoices</h3>
          <p className="t3">A provider's usage or cost export, beside what was recorded: by day and model, with the likely cause.</p>
        </div>
        <Button onClick={() => setAsking(true)}>Check an invoice…</Button>
      </div>
      <Pane
        what="The checks"
        loading={isPending}
        failure={error && !data ? failureOf(error) : undefined}
        onRetry={() => void refetch()}
        empty={none}
      >
        <div className={styles.scroll}>
          <table className={shared.table}>
            <thead>
              <tr>
                <th>Invoice</th>
                <th>Days</th>
                <th className={shared.figure}>Invoiced</th>
                <th className={shared.figure}>Recorded</th>
                <th className={shared.figure}>Difference</th>
                <th>Checked</th>
                <th>Actions</th>
              </tr>
            </thead>
            <tbody>
              {data?.map((check) => (
                <CheckRow
                  key={check.id}
                  check={check}
                  open={open === check.id}
                  onOpen={() => setOpen(open === check.id ? undefined : check.id)}
                />
              ))}
            </tbody>
          </table>
        </div>
      </Pane>
      {open !== undefined && <Lines id={open} />}
      {asking && <CheckDialog onClose={() => setAsking(false)} onDone={setOpen} />}
    </section>
  )
}

function amount(decimal: string | null, currency: string): string {
  return decimal === null ? 'not said' : formatMoney(Number(decimal), currency)
}

function CheckRow({ check, open, onOpen }: { check: Omit<InvoiceCheck, 'lines'>; open: boolean; onOpen: () => void }) {
  const remove = useDeleteInvoiceCheck()
  const { id, name, provider, currency, from, to, invoiced, recorded, difference, createdAt, createdBy } = check
  return (
    <tr>
      <td>
        <Button look="ghost" size="small" pressed={open} onClick={onOpen}>
          {name || provider}
        </Button>
      </td>
      <td className="num">
        {from} to {to}
      </td>
      <td className={shared.figure}>{amount(invoiced, currency)}</td>
      <td className={shared.figure}>{amount(recorded, currency)}</td>
      <td className={shared.figure}>{amount(difference, currency)}</td>
      <td>
        <Ago iso={createdAt} /> <span className="t3">by {createdBy}</span>
      </td>
      <td>
        <div className={shared.tools}>
          <Button size="small" disabled={remove.isPending} onClick={() => remove.mutate(id)}>
            Remove
          </Button>
        </div>
      </td>
    </tr>
  )
}

const SHOWN = 200

function Lines({ id }: { id: string }) {
  const { data, error, isPending, refetch } = useInvoiceCheck(id)
  const differing = data?.lines.filter(({ cause }) => cause !== 'agrees') ?? []
  const agree = (data?.lines.length ?? 0) - differing.length
  return (
    <Pane what="The lines" loading={isPending} failure={error && !data ? failureOf(error) : undefined} onRetry={() => void refetch()}>
      {data && (
        <>
          <p className="t2">
            {plural(differing.length, 'line')} differ, {agree} agree.
          </p>
          <div className={styles.scroll}>
            <table className={shared.table}>
              <thead>
                <tr>
                  <th>Day</th>
                  <th>Model</th>
                  <th className={shared.figure}>Invoiced</th>
                  <th className={shared.figure}>Recorded</th>
                  <th className={shared.figure}>Difference</th>
                  <th className={shared.figure}>Input tokens</th>
                  <th>Likely cause</th>
                </tr>
              </thead>
              <tbody>
                {differing.slice(0, SHOWN).map((line) => (
                  <LineRow key={`${line.day} ${line.model}`} line={line} currency={data.currency} />
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Pane>
  )
}

function LineRow({ line: { day, model, invoice, recorded, difference, explanation }, currency }: { line: InvoiceLine; currency: string }) {
  const tokens = (count: number | null): string => (count === null ? 'not said' : formatCompact(count))
  return (
    <tr>
      <td className="num">{day}</td>
      <td>{model}</td>
      <td className={shared.figure}>{amount(invoice.cost, currency)}</td>
      <td className={shared.figure}>{amount(recorded.cost, currency)}</td>
      <td className={shared.figure}>{amount(difference, currency)}</td>
      <td className={shared.figure}>
        {tokens(invoice.inputTokens)} / {tokens(recorded.inputTokens)}
      </td>
      <td>{explanation}</td>
    </tr>
  )
}

function CheckDialog({ onClose, onDone }: { onClose: () => void; onDone: (id: string) => void }) {
  const check = useCheckInvoice()
  const [mistake, setMistake] = useState<string>()
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const csv = await textOfFile(form, 'file')
    if (csv === '') return setMistake('Choose the CSV file that the provider exported.')
    setMistake(undefined)
    const [provider = '', name = ''] = ['provider', 'name'].map((field) => String(form.get(field) ?? '').trim())
    check.mutate({ provider, name, csv }, { onSuccess: ({ id }) => (onDone(id), onClose()) })
  }
  return (
    <Dialog title="Check an invoice" open onOpenChange={(open) => !open && onClose()}>
      <form className={shared.form} onSubmit={(event) => void submit(event)}>
        <div className={shared.pair}>
          <Field label="Provider, as calls name it">
            <TextInput compact name="provider" required maxLength={200} placeholder="openai" />
          </Field>
          <Field label="Name">
            <TextInput compact name="name" maxLength={200} placeholder="March" />
          </Field>
        </div>
        <Field label="CSV: usage or costs, of OpenAI, Anthropic, or with day, model and cost">
          <input type="file" name="file" accept=".csv,text/csv" required />
        </Field>
        {(mistake ?? check.error) && <Note tone="warning">{mistake ?? (check.error && failureOf(check.error).message)}</Note>}
        <div className={shared.actions}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={check.isPending}>
            Check
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
