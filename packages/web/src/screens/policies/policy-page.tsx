/** One policy in the editor: the version in force, else the newest; or one that is not there yet. */
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { failureOf, isNotFound } from '../../api/problem.ts'
import { usePolicy, usePolicyVersion } from '../../api/policies.ts'
import { Pane } from '../../ui/pane.tsx'
import { Select } from '../../ui/select.tsx'
import { Empty } from '../../ui/states.tsx'
import { EMPTY_POLICY, policyText, withNewRule } from './edit-policy.ts'
import styles from './policies.module.css'
import { PolicyEditor } from './policy-editor.tsx'

export function PolicyPage() {
  const { policyId = '' } = useParams({ strict: false })
  const [version, setVersion] = useState('latest')
  const { data: policy, error } = usePolicy(policyId)
  const { data: stored, error: failed, isPending, refetch } = usePolicyVersion(policyId, version)
  if (isNotFound(error)) return <Empty title="There is no such policy" />
  const problem = error ?? failed
  return (
    <Pane what="The policy" loading={isPending} failure={problem ? failureOf(problem) : undefined} onRetry={() => void refetch()}>
      {stored && policy && (
        <PolicyEditor key={stored.version} id={policyId} stored={policyText(stored.policy)} onStored={() => setVersion('latest')}>
          <Select
            label="Begin from"
            value={version}
            onChange={setVersion}
            choices={[
              { value: 'latest', label: 'The newest version' },
              ...policy.versionList.map(({ number, label, active }) => ({
                value: String(number),
                label: `Version ${number}${label === undefined ? '' : ` · ${label}`}${active ? ' · in force' : ''}`,
              })),
            ]}
          />
        </PolicyEditor>
      )}
    </Pane>
  )
}

const FIRST = policyText(withNewRule(EMPTY_POLICY))

export function NewPolicyPage() {
  const navigate = useNavigate()
  return (
    <div className={styles.whole}>
      <PolicyEditor
        id=""
        stored={FIRST}
        onStored={(policyId) => void navigate({ to: '/decisions/policies/$policyId', params: { policyId }, ignoreBlocker: true })}
      />
    </div>
  )
}
