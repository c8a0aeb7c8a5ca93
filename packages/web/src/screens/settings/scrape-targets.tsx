/** Where metrics are fetched from, how that goes, and changing it. */
import type { KnownTarget } from '@relayscope/contract'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { failureOf } from '../../api/problem.ts'
import { useRemoveTarget, useTargets } from '../../api/targets.ts'
import { formatAge, formatCount, formatDuration } from '../../lib/format.ts'
import { parseInstant } from '../../lib/instant.ts'
import { printLabels } from '../../lib/label-text.ts'
import { useNow } from '../../lib/now.ts'
import { showToast } from '../../lib/toast.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Chip } from '../../ui/marks.tsx'
import { Pane } from '../../ui/pane.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Status, StatusShape } from '../../ui/status-shape.tsx'
import { SettingsFrame } from './settings-frame.tsx'
import styles from './settings.module.css'
import { TargetDialog } from './target-dialog.tsx'

type Doing = { readonly what: 'edit'; readonly target: KnownTarget | undefined } | { readonly what: 'remove'; readonly target: KnownTarget }

export function ScrapeTargets() {
  const { data, error, isPending, refetch } = useTargets()
  const [doing, setDoing] = useState<Doing>()
  const close = (): void => setDoing(undefined)
  return (
    <SettingsFrame>
      <section className={styles.page} aria-labelledby="targets">
        <div className={styles.head}>
          <div className="grow">
            <h2 id="targets">Scrape targets</h2>
            <p className="t2">Addresses that metrics are fetched from, in the Prometheus text format or OpenMetrics.</p>
          </div>
          <Button look="primary" onClick={() => setDoing({ what: 'edit', target: undefined })}>
            <Plus aria-hidden />
            Add a target
          </Button>
        </div>
        <Pane
          what="The targets"
          loading={isPending}
          failure={error && !data ? failureOf(error) : undefined}
          onRetry={() => void refetch()}
          empty={data?.length === 0 ? <NoTargets /> : undefined}
        >
          <ul className={styles.targets}>
            {data?.map((target) => (
              <Target key={target.id} target={target} onDo={setDoing} />
            ))}
          </ul>
        </Pane>
      </section>
      {doing?.what === 'edit' && <TargetDialog target={doing.target} onClose={close} />}
      {doing?.what === 'remove' && <RemoveDialog target={doing.target} onClose={close} />}
    </SettingsFrame>
  )
}

function NoTargets() {
  return (
    <Empty title="Nothing is fetched yet">
      <p>Metrics can also be pushed: over OTLP, by remote-write, or as JSON.</p>
    </Empty>
  )
}

const SHAPES: Readonly<Record<KnownTarget['state']['health'], Status>> = { up: 'quiet', down: 'error', unknown: 'quiet' }
const WORDS: Readonly<Record<KnownTarget['state']['health'], string>> = { up: 'Up', down: 'Down', unknown: 'Not asked yet' }

function Target({ target, onDo }: { target: KnownTarget; onDo: (doing: Doing) => void }) {
  const { job, url, enabled, source, state, authorization, labels, interval } = target
  return (
    <li className={styles.target} data-off={!enabled || undefined} aria-label={job}>
      <StatusShape status={enabled ? SHAPES[state.health] : 'quiet'} label={enabled ? WORDS[state.health] : 'Off'} />
      <div>
        <div className={styles.targetName}>
          {job}
          {!enabled && <Chip>off</Chip>}
          {authorization && (
            <Chip title="How it is asked">{authorization.type === 'basic' ? `as ${authorization.username ?? ''}` : 'with a token'}</Chip>
          )}
          {source === 'file' && <Chip title="Changed in the file that RELAYSCOPE_SCRAPE_FILE names">from the file</Chip>}
        </div>
        <p className="mono t2">{url}</p>
        <p className="t3 num">{[`every ${interval}`, printLabels(labels)].filter((part) => part !== '').join(' · ')}</p>
        <Outcome target={target} />
      </div>
      {source === 'api' && (
        <div className={styles.tools}>
          <Button size="small" aria-label={`Change ${job}`} onClick={() => onDo({ what: 'edit', target })}>
            Change
          </Button>
          <Button size="small" aria-label={`Remove ${job}`} onClick={() => onDo({ what: 'remove', target })}>
            Remove
          </Button>
        </div>
      )}
    </li>
  )
}

function Outcome({ target: { enabled, state } }: { target: KnownTarget }) {
  const now = useNow(5_000)
  const { lastScrape, lastError, durationMs, samples, health } = state
  if (!enabled) return null
  if (lastScrape === null) return <p className="t3">Not asked yet</p>
  const age = formatAge(Math.max(0, now - parseInstant(lastScrape)))
  if (health === 'down') return <p className={styles.problem}>{`${lastError ?? 'It did not answer'}, ${age}`}</p>
  return (
    <p className="t3 num">
      {formatCount(samples ?? 0)} samples in {formatDuration(durationMs ?? 0)}, {age}
      {lastError !== null && <span className={styles.problem}> · {lastError}</span>}
    </p>
  )
}

function RemoveDialog({ target, onClose }: { target: KnownTarget; onClose: () => void }) {
  const remove = useRemoveTarget()
  const confirm = (): void =>
    remove.mutate(target.id, {
      onSuccess: () => (showToast(`${target.job} is no longer fetched`), onClose()),
      onError: (error) => showToast('The target was not removed', { detail: failureOf(error).message, tone: 'error' }),
    })
  return (
    <Dialog title={`Remove ${target.job}?`} open onOpenChange={(open) => !open && onClose()}>
      <div className={styles.form}>
        <p>It is no longer fetched. What was fetched stays.</p>
        <div className={styles.actions}>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="critical" disabled={remove.isPending} onClick={confirm}>
            Remove
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
