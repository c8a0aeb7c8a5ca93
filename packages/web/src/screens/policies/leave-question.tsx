import { useBlocker } from '@tanstack/react-router'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import styles from './policies.module.css'

/** Leaving would lose what is not saved, so it asks first. */
export function LeaveQuestion({ dirty }: { dirty: boolean }) {
  const { status, reset, proceed } = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  })
  return (
    <Dialog title="Leave without saving?" open={status === 'blocked'} onOpenChange={(open) => !open && reset?.()}>
      <div className={styles.leave}>
        <p>What you changed in this policy is not saved.</p>
        <div className={styles.actions}>
          <Button onClick={reset}>Go on editing</Button>
          <Button look="critical" onClick={proceed}>
            Leave
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
