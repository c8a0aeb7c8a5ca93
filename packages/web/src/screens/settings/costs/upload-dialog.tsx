import { type FormEvent, useState } from 'react'
import { useUploadPrices } from '../../../api/costs.ts'
import { failureOf } from '../../../api/problem.ts'
import { formatCount } from '../../../lib/format.ts'
import { showToast } from '../../../lib/toast.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field, TextInput } from '../../../ui/input.tsx'
import { Note } from '../../../ui/states.tsx'
import { textOfFile } from './read-file.ts'
import shared from '../settings.module.css'

const EXAMPLE = 'provider,model,perMillion.input,perMillion.output\nopenai,gpt-4o,2.00,8.00'

export function UploadDialog({ onClose }: { onClose: () => void }) {
  const upload = useUploadPrices()
  const [mistake, setMistake] = useState<string>()
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (await textOfFile(form, 'file')) || String(form.get('text') ?? '')
    const table = tableOf(text)
    if (table === undefined) return setMistake('Choose a file, or write the prices into the field.')
    setMistake(undefined)
    const [version, validFrom, source] = ['version', 'validFrom', 'source'].map((name) => String(form.get(name) ?? '').trim())
    upload.mutate(
      { version: version ?? '', validFrom: validFrom ?? '', source: source ?? '', ...table },
      { onSuccess: ({ rows }) => (showToast(`${formatCount(rows)} prices are in use`), onClose()) },
    )
  }
  return (
    <Dialog title="Add a price table" open onOpenChange={(open) => !open && onClose()}>
      <form className={shared.form} onSubmit={(event) => void submit(event)}>
        <div className={shared.pair}>
          <Field label="Version, kept on every call it prices">
            <TextInput compact name="version" required maxLength={100} pattern="[A-Za-z0-9][A-Za-z0-9._\-]*" placeholder="contract-7" />
          </Field>
          <Field label="First day it holds, UTC">
            <TextInput compact name="validFrom" type="date" required />
          </Field>
        </div>
        <Field label="Source">
          <TextInput compact name="source" maxLength={500} placeholder="Letter of 3 March" />
        </Field>
        <Field label="File: CSV, or LiteLLM's model_prices_and_context_window.json">
          <input type="file" name="file" accept=".csv,.json,text/csv,application/json" />
        </Field>
        <Field label="Or as CSV">
          <textarea name="text" rows={6} placeholder={EXAMPLE} spellCheck={false} />
        </Field>
        {(mistake ?? upload.error) && <Note tone="warning">{mistake ?? (upload.error && failureOf(upload.error).message)}</Note>}
        <div className={shared.actions}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={upload.isPending}>
            Add
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** Undefined where there is nothing. */
function tableOf(text: string): { csv: string } | { litellm: Record<string, unknown> } | undefined {
  if (text.trim() === '') return undefined
  if (!text.trimStart().startsWith('{')) return { csv: text }
  try {
    return { litellm: JSON.parse(text) as Record<string, unknown> }
  } catch {
    // The server says where the mistake is.
    return { csv: text }
  }
}
