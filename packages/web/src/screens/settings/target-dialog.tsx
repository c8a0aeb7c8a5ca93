import type { KnownTarget } from '@relayscope/contract'
import { type FormEvent, useState } from 'react'
import { failureOf } from '../../api/problem.ts'
import { type TargetBody, useSaveTarget } from '../../api/targets.ts'
import { printLabels, readLabels } from '../../lib/label-text.ts'
import { showToast } from '../../lib/toast.ts'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, TextInput } from '../../ui/input.tsx'
import { Note } from '../../ui/states.tsx'
import styles from './settings.module.css'

type Way = 'kept' | 'none' | 'basic' | 'bearer'

/** A new target, or one that is changed. */
export function TargetDialog({ target, onClose }: { target: KnownTarget | undefined; onClose: () => void }) {
  const save = useSaveTarget()
  const [problem, setProblem] = useState<string>()
  const [way, setWay] = useState<Way>(target?.authorization ? 'kept' : 'none')
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const body = readForm(new FormData(event.currentTarget), way, target)
    if (typeof body === 'string') return setProblem(body)
    setProblem(undefined)
    save.mutate({ id: target?.id, body }, { onSuccess: () => (showToast(`${body.job} is fetched from now on`), onClose()) })
  }
  const said = problem ?? (save.error ? failureOf(save.error).message : undefined)
  return (
    <Dialog title={target ? `Change ${target.job}` : 'Add a target'} open onOpenChange={(open) => !open && onClose()}>
      <form className={styles.form} onSubmit={submit}>
        {said !== undefined && <Note tone="warning">{said}</Note>}
        <Field label="Job">
          <TextInput compact name="job" required maxLength={128} defaultValue={target?.job} placeholder="node" />
        </Field>
        <Field label="Address">
          <TextInput compact name="url" required defaultValue={target?.url} placeholder="http://127.0.0.1:9100/metrics" />
        </Field>
        <div className={styles.pair}>
          <Field label="Every">
            <TextInput compact name="interval" required defaultValue={target?.interval ?? '30s'} />
          </Field>
          <Field label="Waits for at most">
            <TextInput compact name="timeout" required defaultValue={target?.timeout ?? '10s'} />
          </Field>
        </div>
        <Field label="Labels it gets">
          <TextInput compact name="labels" defaultValue={printLabels(target?.labels ?? {})} placeholder="region=eu, zone=a" />
        </Field>
        <Authorization way={way} onWay={setWay} hasOne={Boolean(target?.authorization)} />
        <label className={styles.check}>
          <input type="checkbox" name="honorLabels" defaultChecked={target?.honorLabels} />
          Labels it sends win over these
        </label>
        <label className={styles.check}>
          <input type="checkbox" name="enabled" defaultChecked={target?.enabled ?? true} />
          Fetch it
        </label>
        <div className={styles.actions}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function Authorization({ way, onWay, hasOne }: { way: Way; onWay: (way: Way) => void; hasOne: boolean }) {
  return (
    <>
      <Choice
        label="How it is asked"
        chosen={way}
        onChoose={onWay}
        options={[
          ...(hasOne ? [{ id: 'kept' as const, label: 'As it was' }] : []),
          { id: 'none', label: 'Openly' },
          { id: 'basic', label: 'With a password' },
          { id: 'bearer', label: 'With a token' },
        ]}
      />
      {way === 'basic' && (
        <div className={styles.pair}>
          <Field label="Name">
            <TextInput compact name="username" />
          </Field>
          <Field label="Password">
            <TextInput compact name="password" type="password" required />
          </Field>
        </div>
      )}
      {way === 'bearer' && (
        <Field label="Token">
          <TextInput compact name="token" type="password" required />
        </Field>
      )}
    </>
  )
}

/** What the form says, or what is wrong with it. What it has no field for stays as it was. */
function readForm(form: FormData, way: Way, target: KnownTarget | undefined): TargetBody | string {
  const text = (name: string): string => String(form.get(name) ?? '').trim()
  const labels = readLabels(text('labels'))
  if (!labels) return 'Labels are written as name=value, with commas between'
  return {
    ...limitsOf(target),
    job: text('job'),
    url: text('url'),
    interval: text('interval'),
    timeout: text('timeout'),
    labels,
    honorLabels: form.has('honorLabels'),
    enabled: form.has('enabled'),
    ...authorizationOf(form, way),
  }
}

function authorizationOf(form: FormData, way: Way): Pick<TargetBody, 'authorization'> {
  const secret = (name: string): string => String(form.get(name) ?? '')
  if (way === 'kept') return {}
  if (way === 'none') return { authorization: null }
  if (way === 'bearer') return { authorization: { type: 'bearer', token: secret('token') } }
  return { authorization: { type: 'basic', username: secret('username'), password: secret('password') } }
}

function limitsOf(target: KnownTarget | undefined): Partial<TargetBody> {
  if (!target) return {}
  const { honorTimestamps, fallbackFormat, bodyBytesLimit, sampleLimit, labelLimit, labelNameLengthLimit, labelValueLengthLimit } = target
  return { honorTimestamps, fallbackFormat, bodyBytesLimit, sampleLimit, labelLimit, labelNameLengthLimit, labelValueLengthLimit }
}
