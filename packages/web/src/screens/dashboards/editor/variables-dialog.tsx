/** The variables of a dashboard: what viewers choose, and what they may choose from. */
import type { DashboardVariable } from '@relayscope/contract'
import { Plus, Trash2 } from 'lucide-react'
import { useTagNames } from '../../../api/metric-tags.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import styles from './editor.module.css'
import { TextField } from './fields.tsx'

interface Props {
  variables: readonly DashboardVariable[]
  open: boolean
  onOpenChange: (open: boolean) => void
  onChange: (variables: readonly DashboardVariable[]) => void
}

const MOST = 20

export function VariablesDialog({ variables, open, onOpenChange, onChange }: Props) {
  const change = (at: number, next: DashboardVariable): void => onChange(variables.map((one, index) => (index === at ? next : one)))
  const add = (): void => {
    const taken = new Set(variables.map(({ name }) => name))
    let count = variables.length + 1
    while (taken.has(`variable${count}`)) count++
    onChange([...variables, { name: `variable${count}`, tag: 'provider', many: true, default: [] }])
  }
  return (
    <Dialog title="Variables" open={open} onOpenChange={onOpenChange}>
      <div className={styles.dialog}>
        <p className="t3">
          <code className="mono">$name</code> in a widget’s title, filters, groups or search stands for what the viewer chose. Nothing
          chosen means all.
        </p>
        {variables.map((variable, at) => (
          <One
            key={at}
            variable={variable}
            onChange={(next) => change(at, next)}
            onRemove={() => onChange(variables.filter((_, index) => index !== at))}
          />
        ))}
        <div>
          <Button onClick={add} disabled={variables.length >= MOST}>
            <Plus aria-hidden />
            Add a variable
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

function One({
  variable,
  onChange,
  onRemove,
}: {
  variable: DashboardVariable
  onChange: (variable: DashboardVariable) => void
  onRemove: () => void
}) {
  const { name, label = '', tag, options, many, default: usual } = variable
  const tags = useTagNames(undefined)
  const without = ({ tag: _tag, options: _options, ...rest }: DashboardVariable): DashboardVariable => rest
  return (
    <fieldset className={styles.variable}>
      <legend className="sr">Variable {name}</legend>
      <TextField
        label="Name"
        value={name}
        onChange={(text) => {
          // What is no name yet changes nothing.
          if (/^[A-Za-z]\w{0,31}$/.test(text)) onChange({ ...variable, name: text })
        }}
      />
      <TextField label="Shown as" value={label} onChange={(text) => onChange({ ...variable, label: text || undefined })} />
      <TextField
        label="Values of the tag"
        value={tag ?? ''}
        suggestions={tags}
        onChange={(text) => onChange(text === '' ? without(variable) : { ...without(variable), tag: text })}
      />
      <TextField
        label="Or these, with commas"
        value={options?.join(', ') ?? ''}
        onChange={(text) => {
          const list = listIn(text)
          onChange(
            list.length === 0 ? { ...without(variable), ...(tag !== undefined && { tag }) } : { ...without(variable), options: list },
          )
        }}
      />
      <TextField label="Chosen at first" value={usual.join(', ')} onChange={(text) => onChange({ ...variable, default: listIn(text) })} />
      <label className={styles.yes}>
        <input type="checkbox" checked={many} onChange={({ target }) => onChange({ ...variable, many: target.checked })} />
        Several may be chosen
      </label>
      <IconButton look="ghost" label={`Remove the variable ${name}`} onClick={onRemove}>
        <Trash2 />
      </IconButton>
    </fieldset>
  )
}

function listIn(text: string): string[] {
  return [
    ...new Set(
      text
        .split(',')
        .map((each) => each.trim())
        .filter(Boolean),
    ),
  ].slice(0, 100)
}
