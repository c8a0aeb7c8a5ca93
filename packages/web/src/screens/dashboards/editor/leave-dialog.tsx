import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import styles from './editor.module.css'

/** Leaving would lose what is not saved. */
export function LeaveDialog({ asked, stay, leave }: { asked: boolean; stay: () => void; leave: () => void }) {
  return (
    <Dialog title="Leave without saving?" open={asked} onOpenChange={(open) => !open && stay()}>
      <div className={styles.dialog}>
        <p>What you changed on this dashboard is not saved.</p>
        <div className={styles.dialogFoot}>
          <Button onClick={stay}>Go on editing</Button>
          <Button look="critical" onClick={leave}>
            Leave
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
