/** What becomes of what senders write: settings with a tester beside them, who was shown what, and erasure. */
import type { PrivacySettings, StoredPrivacySettings } from '@relayscope/contract'
import { useState } from 'react'
import { usePrivacySettings, useSavePrivacy } from '../../../api/privacy.ts'
import { failureOf } from '../../../api/problem.ts'
import { showToast } from '../../../lib/toast.ts'
import { Button } from '../../../ui/button.tsx'
import { Pane } from '../../../ui/pane.tsx'
import { Note } from '../../../ui/states.tsx'
import { Ago } from '../../../ui/time-text.tsx'
import { SettingsFrame } from '../settings-frame.tsx'
import { Classes } from './classes.tsx'
import { Content } from './content.tsx'
import { Erasures } from './erasures.tsx'
import { Patterns } from './patterns.tsx'
import styles from './privacy.module.css'
import { RevealLog } from './reveal-log.tsx'
import { Rules } from './rules.tsx'
import { Tester } from './tester.tsx'
import shared from '../settings.module.css'

export function PrivacyPage() {
  const { data, error, isPending, refetch } = usePrivacySettings()
  return (
    <SettingsFrame>
      <div className={shared.page}>
        <Pane
          what="The privacy settings"
          loading={isPending}
          failure={error && !data ? failureOf(error) : undefined}
          onRetry={() => void refetch()}
        >
          {data && <Editor key={data.version} stored={data} onReload={() => void refetch()} />}
        </Pane>
        <RevealLog />
        <Erasures />
      </div>
    </SettingsFrame>
  )
}

function Editor({ stored, onReload }: { stored: StoredPrivacySettings; onReload: () => void }) {
  const [draft, setDraft] = useState(stored.settings)
  const save = useSavePrivacy()
  const change = (part: Partial<PrivacySettings>): void => setDraft({ ...draft, ...part })
  const isChanged = JSON.stringify(draft) !== JSON.stringify(stored.settings)
  const submit = (): void =>
    save.mutate({ version: stored.version, settings: draft }, { onSuccess: () => showToast('In force for what arrives from now on') })
  return (
    <>
      <header className={shared.head}>
        <div className="grow">
          <h2>Privacy</h2>
          <p className="t2">
            Taken out before anything is stored, logged or shown.{' '}
            {stored.changedAt !== null && (
              <span className="t3">
                Changed by {stored.changedBy} <Ago iso={stored.changedAt} />
              </span>
            )}
          </p>
        </div>
        {isChanged && <Button onClick={() => setDraft(stored.settings)}>Discard</Button>}
        <Button look="primary" disabled={!isChanged || save.isPending} onClick={submit}>
          Save
        </Button>
      </header>
      {save.error && (
        <Note tone="warning">
          {failureOf(save.error).message}{' '}
          <Button size="small" onClick={onReload}>
            Read them again
          </Button>
        </Note>
      )}
      <div className={styles.columns}>
        <div>
          <Classes settings={draft} defaults={stored.defaults} onChange={change} />
          <Content settings={draft} onChange={change} />
          <Rules settings={draft} onChange={change} />
          <Patterns settings={draft} onChange={change} />
        </div>
        <Tester settings={draft} isDraft={isChanged} />
      </div>
    </>
  )
}
