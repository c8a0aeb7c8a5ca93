import type { Dashboard } from '@relayscope/contract'
import { useDashboardActions } from '../../api/dashboards.ts'
import { failureOf } from '../../api/problem.ts'
import { showToast } from '../../lib/toast.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import styles from './dashboards.module.css'

interface Props {
  dashboard: Pick<Dashboard, 'id' | 'name'>
  open: boolean
  onOpenChange: (open: boolean) => void
  onDone: () => void
}

export function ConfirmDelete({ dashboard: { id, name }, open, onOpenChange, onDone }: Props) {
  const { remove } = useDashboardActions()
  const run = (): void =>
    remove.mutate(id, {
      onSuccess: () => {
        showToast(`${name} was deleted`)
        onOpenChange(false)
        onDone()
      },
      onError: (error) => showToast('It could not be deleted', { tone: 'error', detail: failureOf(error).message }),
    })
  return (
    <Dialog title={`Delete ${name}?`} open={open} onOpenChange={onOpenChange}>
      <div className={styles.dialog}>
        <p>The dashboard and its shared links go for good. Export it first to keep a copy.</p>
        <div className={styles.dialogFoot}>
          <Button onClick={() => onOpenChange(false)}>Keep it</Button>
          <Button look="critical" disabled={remove.isPending} onClick={run}>
            Delete
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
