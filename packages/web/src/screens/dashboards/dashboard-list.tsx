import type { DashboardSummary } from '@relayscope/contract'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { FileUp, Plus, Search } from 'lucide-react'
import { useMemo, useRef } from 'react'
import { useDashboardActions, useDashboards } from '../../api/dashboards.ts'
import { failureOf } from '../../api/problem.ts'
import { useShortcuts } from '../../lib/keyboard.ts'
import { showToast } from '../../lib/toast.ts'
import { Button } from '../../ui/button.tsx'
import { DataGrid } from '../../ui/data-grid.tsx'
import { TextInput } from '../../ui/input.tsx'
import { useListCursor } from '../../ui/list-cursor.ts'
import { Pane } from '../../ui/pane.tsx'
import { Empty } from '../../ui/states.tsx'
import { dashboardColumns } from './dashboard-columns.tsx'
import styles from './dashboards.module.css'

export function DashboardList() {
  const { q = '' } = useSearch({ from: '/dashboards' })
  const navigate = useNavigate({ from: '/dashboards' })
  const { data, error, isPending, isFetching, refetch } = useDashboards()
  const input = useRef<HTMLInputElement>(null)
  const rows = useMemo(() => (data ?? []).filter((one) => fits(one, q)), [data, q])
  const cursor = useListCursor(useMemo(() => rows.map(({ id }) => id), [rows]))
  const open = (id: string, edit = false): void =>
    void navigate({
      to: '/dashboards/$dashboardId',
      params: { dashboardId: id },
      search: ({ from, to, live }) => ({ from, to, live, ...(edit && { edit: 'on' as const }) }),
    })
  const make = useMake(open)
  useShortcuts('Dashboards', [
    { keys: '/', label: 'Search', run: () => input.current?.focus() },
    { keys: 'j', label: 'Next dashboard', run: () => cursor.move(1) },
    { keys: 'k', label: 'Previous dashboard', run: () => cursor.move(-1) },
    { keys: 'Enter', label: 'Open the dashboard', run: () => cursor.id !== undefined && open(cursor.id) },
    { keys: 'n', label: 'New dashboard', run: make.create },
  ])
  const search = (text: string): void =>
    void navigate({ to: '.', replace: true, search: (before) => ({ ...before, q: text || undefined }) })
  const columns = useMemo(() => dashboardColumns(), [])
  return (
    <div className={styles.screen}>
      <div className={styles.listHead} role="search">
        <TextInput
          ref={input}
          compact
          icon={<Search aria-hidden />}
          aria-label="Search dashboards"
          placeholder="Search dashboards"
          value={q}
          onChange={({ target }) => search(target.value)}
        />
        <span className="grow" />
        <ImportButton onFile={make.bringIn} />
        <Button look="primary" onClick={make.create} disabled={make.busy}>
          <Plus aria-hidden />
          New dashboard
        </Button>
      </div>
      <Pane
        what="The dashboards"
        loading={isPending}
        busy={isFetching}
        failure={error && !data ? failureOf(error) : undefined}
        onRetry={() => void refetch()}
        empty={data && rows.length === 0 ? <NoneFits onClear={() => search('')} /> : undefined}
      >
        <DataGrid label="Dashboards" columns={columns} rows={rows} rowId={({ id }) => id} cursor={cursor} onOpen={({ id }) => open(id)} />
      </Pane>
    </div>
  )
}

function fits({ name, description = '' }: DashboardSummary, q: string): boolean {
  return `${name}\n${description}`.toLowerCase().includes(q.toLowerCase())
}

function useMake(open: (id: string, edit?: boolean) => void) {
  const { create, bringIn } = useDashboardActions()
  const failed = (what: string) => (error: Error) => showToast(what, { tone: 'error', detail: failureOf(error).message })
  return {
    busy: create.isPending,
    create: () =>
      create.mutate(
        { name: 'New dashboard', widgets: [], variables: [], isPublic: false },
        { onSuccess: ({ id }) => open(id, true), onError: failed('No dashboard could be made') },
      ),
    bringIn: async (file: File) => {
      try {
        bringIn.mutate(JSON.parse(await file.text()), {
          onSuccess: ({ id, name }) => {
            showToast(`${name} was imported`)
            open(id)
          },
          onError: failed('The file could not be imported'),
        })
      } catch {
        showToast('The file could not be imported', { tone: 'error', detail: 'It is not JSON.' })
      }
    },
  }
}

function ImportButton({ onFile }: { onFile: (file: File) => Promise<void> }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="File of a dashboard"
        onChange={({ target }) => {
          const [file] = target.files ?? []
          // The same file may be chosen again.
          target.value = ''
          if (file) void onFile(file)
        }}
      />
      <Button onClick={() => input.current?.click()}>
        <FileUp aria-hidden />
        Import
      </Button>
    </>
  )
}

function NoneFits({ onClear }: { onClear: () => void }) {
  return (
    <Empty title="No dashboard is called so">
      <p>
        <Button onClick={onClear}>Show all</Button>
      </p>
    </Empty>
  )
}
