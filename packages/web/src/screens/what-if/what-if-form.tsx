/** What shall differ: a stored version, a provider that is away. Range and search are those of the page. */
import type { WhatIfBody } from '@relayscope/contract'
import { useState } from 'react'
import { usePolicies, usePolicy } from '../../api/policies.ts'
import { failureOf } from '../../api/problem.ts'
import { useWhatIfActions } from '../../api/what-if.ts'
import { usePage } from '../../lib/use-page.ts'
import { Button } from '../../ui/button.tsx'
import { Field, TextInput } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import styles from './what-if.module.css'

export function WhatIfForm({ onStarted }: { onStarted: (id: string) => void }) {
  const { range } = usePage()
  const { data: policies = [] } = usePolicies()
  const [policyId, setPolicyId] = useState('')
  const [version, setVersion] = useState('latest')
  const [away, setAway] = useState('')
  const [q, setQ] = useState('')
  const { start } = useWhatIfActions()
  const body: WhatIfBody = {
    ...range,
    ...(q.trim() === '' ? {} : { q: q.trim() }),
    ...(policyId === '' ? {} : { policy: { id: policyId, version } }),
    prices: [],
    unavailable: awayOf(away),
  }
  const nothing = body.policy === undefined && body.unavailable.length === 0
  const submit = () => start.mutate(body, { onSuccess: ({ id }) => onStarted(id) })
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (!nothing) submit()
      }}
    >
      <Field label="Policy">
        <Select
          label="Policy"
          value={policyId}
          onChange={setPolicyId}
          choices={[
            { value: '', label: 'The rules as they decided' },
            ...policies.map(({ id, name }) => ({ value: id, label: name, detail: id })),
          ]}
        />
      </Field>
      {policyId !== '' && <VersionChoice policyId={policyId} version={version} onChange={setVersion} />}
      <Field label="Away: providers, or provider/model">
        <TextInput
          value={away}
          onChange={(event) => setAway(event.target.value)}
          placeholder="openai, anthropic/claude-sonnet-5"
          width={260}
        />
      </Field>
      <Field label="Only requests that match">
        <TextInput value={q} onChange={(event) => setQ(event.target.value)} placeholder="organization:contoso" width={220} />
      </Field>
      <Button type="submit" look="primary" disabled={nothing || start.isPending}>
        Decide again
      </Button>
      {start.error && (
        <p className={styles.problem} role="alert">
          {failureOf(start.error).message}
        </p>
      )}
    </form>
  )
}

function VersionChoice({ policyId, version, onChange }: { policyId: string; version: string; onChange: (version: string) => void }) {
  const { data: policy } = usePolicy(policyId)
  const versions = (policy?.versionList ?? []).map(({ number, label, active }) => ({
    value: String(number),
    label: `Version ${number}${label === undefined ? '' : ` · ${label}`}${active ? ' · in force' : ''}`,
  }))
  return (
    <Field label="Version">
      <Select label="Version" value={version} onChange={onChange} choices={[{ value: 'latest', label: 'The newest' }, ...versions]} />
    </Field>
  )
}

/** `openai, anthropic/claude` */
export function awayOf(text: string): WhatIfBody['unavailable'] {
  return text.split(',').flatMap((each) => {
    const [provider = '', ...model] = each.trim().split('/')
    if (provider === '') return []
    return [model.length === 0 ? { provider } : { provider, model: model.join('/') }]
  })
}
