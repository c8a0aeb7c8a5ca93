/** What a dashboard is called, what can be done with it, and what is chosen over it. */
import type { Dashboard } from '@relayscope/contract'
import { Copy, Ellipsis, FileDown, Lock, Monitor, Pencil, Share2, Trash2, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { exportFile, useDashboardActions } from '../../api/dashboards.ts'
import { failureOf } from '../../api/problem.ts'
import { download, fileNameOf } from '../../lib/download.ts'
import { showToast } from '../../lib/toast.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Chip } from '../../ui/marks.tsx'
import { Menu } from '../../ui/menu.tsx'
import { ConfirmDelete } from './confirm-delete.tsx'
import styles from './dashboards.module.css'
import { ShareDialog } from './share-dialog.tsx'
import type { DashboardPage } from './use-dashboard-page.ts'
import type { Wall } from './use-wall.ts'

interface Props {
  dashboard: Dashboard
  page: DashboardPage
  wall: Wall
  children: ReactNode
}

export function DashboardHead({ dashboard, page, wall, children }: Props) {
  const { name, description, source, isPublic } = dashboard
  return (
    <header className={styles.head}>
      <h2 className="ell" title={description ?? name}>
        {name}
      </h2>
      {source === 'shipped' && <Chip title="It comes with Relayscope: copy it to change it">shipped</Chip>}
      {source === 'own' && !isPublic && (
        <span className="t3" title="Only you and administrators see it">
          <Lock size={13} aria-label="Private" />
        </span>
      )}
      {children}
      <span className="grow" />
      {wall.on ? (
        <IconButton label="Leave wall mode (Escape)" look="ghost" onClick={wall.leave}>
          <X />
        </IconButton>
      ) : (
        <Actions {...{ dashboard, page, wall }} />
      )}
    </header>
  )
}

function Actions({ dashboard, page, wall }: Omit<Props, 'children'>) {
  const { id, source } = dashboard
  const own = source === 'own'
  const [open, setOpen] = useState<'share' | 'delete'>()
  const { copy } = useDashboardActions()
  const copyIt = (): void =>
    copy.mutate(id, {
      onSuccess: (made) => {
        showToast(`${made.name} is yours to change`)
        page.open(made.id, { edit: 'on' })
      },
      onError: (error) => showToast('It could not be copied', { tone: 'error', detail: failureOf(error).message }),
    })
  const choose = (what: string): void => {
    if (what === 'copy') copyIt()
    if (what === 'export') void exportIt(dashboard)
    if (what === 'delete') setOpen('delete')
    if (what === 'wall') wall.toggle()
  }
  return (
    <>
      {own ? (
        <Button onClick={() => page.change({ edit: 'on' }, false)} aria-keyshortcuts="e">
          <Pencil aria-hidden />
          Edit
        </Button>
      ) : (
        <Button onClick={copyIt}>
          <Copy aria-hidden />
          Copy to change
        </Button>
      )}
      <Button onClick={() => setOpen('share')}>
        <Share2 aria-hidden />
        Share
      </Button>
      <Menu
        trigger={
          <IconButton label="More for this dashboard">
            <Ellipsis />
          </IconButton>
        }
        choices={[
          { id: 'wall', label: 'Wall mode', detail: 'w', icon: <Monitor /> },
          { id: 'export', label: 'Export as a file', icon: <FileDown /> },
          ...(own ? [{ id: 'copy', label: 'Copy', icon: <Copy /> }] : []),
          ...(own ? [{ id: 'delete', label: 'Delete', icon: <Trash2 /> }] : []),
        ]}
        onChoose={choose}
      />
      <ShareDialog dashboard={dashboard} open={open === 'share'} onOpenChange={(next) => setOpen(next ? 'share' : undefined)} />
      <ConfirmDelete
        dashboard={dashboard}
        open={open === 'delete'}
        onOpenChange={(next) => setOpen(next ? 'delete' : undefined)}
        onDone={page.toList}
      />
    </>
  )
}

async function exportIt({ id, name }: Dashboard): Promise<void> {
  try {
    download(`${fileNameOf(name)}.dashboard.json`, 'application/json', JSON.stringify(await exportFile(id), null, 2))
  } catch (error) {
    showToast('It could not be exported', { tone: 'error', detail: failureOf(error).message })
  }
}
