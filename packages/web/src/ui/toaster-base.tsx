import { Toast as Base } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { toastStore } from '../lib/toast.ts'
import { Button, IconButton } from './button.tsx'
import { StatusShape } from './status-shape.tsx'
import styles from './toaster.module.css'

const SHOWN_MS = 5000
/** Somebody has to read what went wrong, and perhaps press the button. */
const SHOWN_LONGER_MS = 10_000

export default function ToasterBase() {
  return (
    <Base.Provider timeout={SHOWN_MS} limit={3}>
      <Feed />
      <Base.Portal>
        <Base.Viewport className={styles.viewport}>
          <List />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  )
}

/** Hands on what was said, each once. */
function Feed() {
  const { add } = Base.useToastManager()
  const last = useRef(0)
  useEffect(() => {
    const hand = (): void => {
      for (const { id, title, detail, tone, action } of toastStore.get()) {
        if (id <= last.current) continue
        last.current = id
        add({
          id: String(id),
          title,
          description: detail,
          type: tone ?? 'plain',
          timeout: tone === 'error' || action ? SHOWN_LONGER_MS : SHOWN_MS,
          ...(action && { actionProps: { children: action.label, onClick: action.run } }),
        })
      }
    }
    hand()
    return toastStore.subscribe(hand)
  }, [add])
  return null
}

function List() {
  const { toasts } = Base.useToastManager()
  return toasts.map((toast) => (
    <Base.Root key={toast.id} toast={toast} className={styles.toast} swipeDirection={['right', 'down']}>
      <Base.Content className={styles.content}>
        {toast.type === 'error' && <StatusShape status="error" />}
        <div className={styles.words}>
          <Base.Title className={styles.title} />
          <Base.Description className={styles.detail} />
        </div>
        {toast.actionProps && <Base.Action render={<Button size="small" />} />}
        <Base.Close
          render={
            <IconButton look="ghost" size="small" label="Close the message">
              <X />
            </IconButton>
          }
        />
      </Base.Content>
    </Base.Root>
  ))
}
