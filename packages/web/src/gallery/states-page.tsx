import { showToast } from '../lib/toast.ts'
import { Button } from '../ui/button.tsx'
import { FirstData } from '../ui/first-data.tsx'
import { Pane, type PaneProps } from '../ui/pane.tsx'
import { Empty } from '../ui/states.tsx'
import styles from './gallery.module.css'

const content = <p className={styles.content}>The content, as it was when it was last fetched.</p>

const STATES: readonly (readonly [string, Partial<PaneProps>])[] = [
  ['Loading', { loading: true }],
  ['Loading again', { busy: true }],
  ['Empty: nothing sent', { empty: <FirstData origin="http://127.0.0.1:7700" what="trace" /> }],
  [
    'Empty: nothing in this range',
    {
      empty: (
        <Empty title="No traces in this range">
          <p>The newest is from 11 Mar 2026 09:12:44.120.</p>
          <p>
            <Button>Go there</Button>
          </p>
        </Empty>
      ),
    },
  ],
  [
    'Error',
    {
      failure: {
        message: 'The telemetry store did not answer within 10 s.',
        advice: 'It may be busy. Try again, or ask for a shorter range.',
        requestId: '0f9c5c5e-6f0a-4f3c-9f0e-0d7c1d1f8f11',
      },
      onRetry: () => showToast('Tried again'),
    },
  ],
  ['Late', { lateMs: 192_000 }],
  ['Sampled', { sampledIn: 20 }],
  ['Cut', { cut: { shown: 10_000, total: 214_332, noun: 'spans' } }],
  ['Partial', { partial: { answered: 3, asked: 4 } }],
  ['No access', { noAccess: { role: 'Reader of contents' } }],
]

/** Every state a pane can be in. */
export function StatesPage() {
  return (
    <>
      <div className={styles.states}>
        {STATES.map(([name, state]) => (
          <section key={name} className={styles.state} aria-label={name}>
            <h2>{name}</h2>
            <div className={styles.frame}>
              <Pane what="Traces" {...state}>
                {content}
              </Pane>
            </div>
          </section>
        ))}
      </div>
      <div className={styles.buttons}>
        <Button onClick={() => showToast('Link copied')}>Say something</Button>
        <Button
          onClick={() =>
            showToast('The view was not saved', {
              tone: 'error',
              detail: 'Somebody saved it 2 minutes ago.',
              action: { label: 'Load theirs', run: () => showToast('Loaded') },
            })
          }
        >
          Say what went wrong
        </Button>
      </div>
    </>
  )
}
