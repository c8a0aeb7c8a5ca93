import type { ContentMode, PrivacyAction, PrivacyClass, PrivacyRule } from '@relayscope/contract'
import { type FormEvent, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field, TextInput } from '../../../ui/input.tsx'
import { Select } from '../../../ui/select.tsx'
import styles from './privacy.module.css'
import { ACTIONS, GUESSES, MODES, readList, SURE } from './words.ts'
import shared from '../settings.module.css'

interface Props {
  rule: PrivacyRule | undefined
  onSave: (rule: PrivacyRule) => void
  onClose: () => void
}

const SAYS_NOTHING = { value: '', label: 'As before' }

export function RuleDialog({ rule, onSave, onClose }: Props) {
  const [content, setContent] = useState<string>(rule?.content ?? '')
  const [classes, setClasses] = useState<Partial<Record<PrivacyClass, PrivacyAction>>>(rule?.classes ?? {})
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    onSave(readRule(new FormData(event.currentTarget), content, classes))
  }
  return (
    <Dialog title={rule ? `Change ${rule.name}` : 'Add a rule'} open onOpenChange={(open) => !open && onClose()}>
      <form className={shared.form} onSubmit={submit}>
        <Field label="Name">
          <TextInput compact name="name" required maxLength={128} defaultValue={rule?.name} placeholder="The bank" />
        </Field>
        <div className={shared.pair}>
          <ListField name="organizations" label="Organizations" value={rule?.organizations} placeholder="bank-*" />
          <ListField name="providers" label="Providers" value={rule?.providers} placeholder="openai" />
          <ListField name="models" label="Models" value={rule?.models} placeholder="gpt-4*" />
          <ListField name="fields" label="Fields" value={rule?.fields} placeholder="prompt, tags.note" />
        </div>
        <p className="t3">With commas between; empty means all of them, * stands for anything.</p>
        <div className={styles.row}>
          <b>Content</b>
          <Select label="Content" value={content} choices={[SAYS_NOTHING, ...MODES]} onChange={setContent} />
        </div>
        <div className={styles.scroll}>
          {[...SURE, ...GUESSES].map(({ name, label }) => (
            <div key={name} className={styles.row}>
              <span>{label}</span>
              <Select
                label={label}
                value={classes[name] ?? ''}
                choices={[SAYS_NOTHING, ...ACTIONS]}
                onChange={(action) => setClasses(withAction(classes, name, action))}
              />
            </div>
          ))}
        </div>
        <div className={shared.actions}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary">
            {rule ? 'Change' : 'Add'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

type Actions = Partial<Record<PrivacyClass, PrivacyAction>>

function withAction(classes: Actions, name: PrivacyClass, action: string): Actions {
  const { [name]: _, ...others } = classes
  return action === '' ? others : { ...others, [name]: action as PrivacyAction }
}

function ListField({
  name,
  label,
  value,
  placeholder,
}: {
  name: string
  label: string
  value: readonly string[] | undefined
  placeholder: string
}) {
  return (
    <Field label={label}>
      <TextInput compact name={name} maxLength={2000} defaultValue={value?.join(', ')} placeholder={placeholder} />
    </Field>
  )
}

function readRule(form: FormData, content: string, classes: Actions): PrivacyRule {
  const list = (name: string) => readList(String(form.get(name) ?? ''))
  const [organizations, providers, models, fields] = ['organizations', 'providers', 'models', 'fields'].map(list)
  return {
    name: String(form.get('name') ?? '').trim(),
    ...(organizations && { organizations }),
    ...(providers && { providers }),
    ...(models && { models }),
    ...(fields && { fields }),
    ...(content !== '' && { content: content as ContentMode }),
    ...(Object.keys(classes).length > 0 && { classes }),
  }
}
