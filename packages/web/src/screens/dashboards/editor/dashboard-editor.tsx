/** A dashboard while it is changed: the board, what can be added, the form of the chosen widget. Nothing is saved before *Save*. */
import { chosenValues, type Dashboard, type DashboardWidget, type WidgetPosition } from '@relayscope/contract'
import { useEffect, useMemo, useState } from 'react'
import { usePreviews } from '../../../api/dashboards.ts'
import { failureOf } from '../../../api/problem.ts'
import { useShortcuts } from '../../../lib/keyboard.ts'
import { showToast } from '../../../lib/toast.ts'
import { WidgetFrame } from '../../../panels/dashboards/widget-frame.tsx'
import type { DashboardPage } from '../use-dashboard-page.ts'
import { ConflictNotice } from './conflict-notice.tsx'
import { draftOf, titleOf } from './draft.ts'
import { EditBoard } from './edit-board.tsx'
import { EditorBar } from './editor-bar.tsx'
import styles from './editor.module.css'
import { LeaveDialog } from './leave-dialog.tsx'
import { copyOf, newWidget } from './new-widget.ts'
import { Palette } from './palette.tsx'
import { closeGaps, placeWidget } from './place-widget.ts'
import { type Editing, useEdits } from './use-edits.ts'
import { useLeave } from './use-leave.ts'
import { useSave } from './use-save.ts'
import { VariablesDialog } from './variables-dialog.tsx'
import { WidgetForm } from './widget-form.tsx'

interface Props {
  dashboard: Dashboard
  page: DashboardPage
}

export default function DashboardEditor({ dashboard, page }: Props) {
  const editing = useEdits(draftOf(dashboard))
  const { draft } = editing
  const done = (): void => page.change({ edit: undefined })
  const saving = useSavingAndLeaving(dashboard, editing, done)
  const board = useBoardActions(editing)
  const [variablesOpen, setVariablesOpen] = useState(false)
  const selected = draft.widgets.find(({ id }) => id === board.selected)
  useEditorKeys({ editing, save: () => saving.save(), done, selected: selected !== undefined, unselect: () => board.select(undefined) })
  return (
    <div className={styles.editor}>
      <EditorBar
        {...{ editing, saving }}
        onVariables={() => setVariablesOpen(true)}
        onCloseGaps={() => editing.change({ widgets: closeGaps(draft.widgets) })}
        onDone={done}
      />
      {saving.theirs && (
        <ConflictNotice
          mine={draft}
          theirs={saving.theirs}
          onKeepMine={() => saving.save(saving.theirs?.version)}
          onTakeTheirs={saving.restart}
        />
      )}
      <div className={styles.work}>
        <div className={styles.boardPlace}>
          <Board {...{ editing, page, board }} wrong={new Set(Object.keys(saving.mistakes))} />
        </div>
        <aside className={styles.side} aria-label={selected ? 'Widget' : 'Add'}>
          {selected ? (
            <WidgetForm
              key={selected.id}
              widget={selected}
              mistakes={saving.mistakes[selected.id] ?? []}
              onChange={board.change}
              onClose={() => board.select(undefined)}
            />
          ) : (
            <Palette
              dashboardId={dashboard.id}
              onAdd={(type) => board.add(newWidget(draft.widgets, type))}
              onCopy={(widget) => board.add(copyOf(draft.widgets, widget))}
            />
          )}
        </aside>
      </div>
      <VariablesDialog
        variables={draft.variables}
        open={variablesOpen}
        onOpenChange={setVariablesOpen}
        onChange={(variables) => editing.change({ variables }, 'variables')}
      />
      <LeaveDialog {...saving.leaving} />
      <div className="sr" role="status">
        {board.said}
      </div>
    </div>
  )
}

/** After saving the editor is left; with changes that are not saved, only after asking. */
function useSavingAndLeaving(dashboard: Dashboard, editing: Editing, done: () => void) {
  const [saved, setSaved] = useState(false)
  const saving = useSave(dashboard, editing.draft, ({ name }) => {
    showToast(`${name} was saved`)
    setSaved(true)
  })
  // Not before nothing is unsaved any more, or leaving would ask.
  useEffect(() => {
    if (saved && !saving.dirty) done()
  }, [saved, saving.dirty])
  const leaving = useLeave(saving.dirty, dashboard.id)
  const restart = (): void => {
    const theirs = saving.takeTheirs()
    if (theirs) editing.restart(theirs)
  }
  return { ...saving, leaving, restart }
}

/** What can be done with the widgets, each told to those who do not see it. */
function useBoardActions({ draft, change }: Editing) {
  const [selected, select] = useState<string>()
  const [said, setSaid] = useState('')
  const find = (id: string): DashboardWidget | undefined => draft.widgets.find((widget) => widget.id === id)
  const add = (widget: DashboardWidget): void => {
    change({ widgets: [...draft.widgets, widget] })
    select(widget.id)
    setSaid(`${titleOf(widget)} was added at row ${widget.position.y + 1}`)
    requestAnimationFrame(() => document.querySelector(`[data-widget="${CSS.escape(widget.id)}"]`)?.scrollIntoView({ block: 'nearest' }))
  }
  return {
    selected,
    select,
    said,
    add,
    change: (next: DashboardWidget, about: string) =>
      change({ widgets: draft.widgets.map((widget) => (widget.id === next.id ? next : widget)) }, about),
    place: (id: string, position: WidgetPosition) => {
      const widgets = placeWidget(draft.widgets, id, position)
      change({ widgets })
      const { x, y, width, height } = widgets.find((widget) => widget.id === id)?.position ?? position
      setSaid(`${titleOf(find(id) ?? { title: '', type: 'widget' })}: column ${x + 1}, row ${y + 1}, ${width} wide, ${height} high`)
    },
    copy: (id: string) => {
      const widget = find(id)
      if (widget) add(copyOf(draft.widgets, widget))
    },
    remove: (id: string) => {
      const widget = find(id)
      change({ widgets: draft.widgets.filter((each) => each.id !== id) })
      if (selected === id) select(undefined)
      if (widget) setSaid(`${titleOf(widget)} was removed`)
    },
  }
}

interface BoardProps {
  editing: Editing
  page: DashboardPage
  board: ReturnType<typeof useBoardActions>
  wrong: ReadonlySet<string>
}

function Board({ editing: { draft }, page, board, wrong }: BoardProps) {
  const { vars } = page.search
  const values = useMemo(() => chosenValues(draft.variables, page.valuesOf({ variables: [...draft.variables] })), [draft.variables, vars])
  const previews = usePreviews(draft.widgets, [...draft.variables], { range: page.range, values })
  const answers = new Map(draft.widgets.map(({ id }, at) => [id, previews[at]]))
  return (
    <EditBoard
      label={`${draft.name}, being edited`}
      widgets={draft.widgets}
      selected={board.selected}
      wrong={wrong}
      onPlace={board.place}
      onSelect={board.select}
      onCopy={board.copy}
      onRemove={board.remove}
      render={(widget) => {
        const answer = answers.get(widget.id)
        const failure = answer?.error ? failureOf(answer.error).message : undefined
        const own = answer?.data && { ...answer.data, id: widget.id }
        return (
          <WidgetFrame
            {...{ widget, values, failure }}
            answer={failure === undefined ? own : undefined}
            live={false}
            tools={<span />}
            onRange={page.setRange}
          />
        )
      }}
    />
  )
}

interface Keys {
  editing: Editing
  save: () => void
  done: () => void
  selected: boolean
  unselect: () => void
}

function useEditorKeys({ editing, save, done, selected, unselect }: Keys): void {
  useShortcuts('Edit', [
    { keys: 'e', label: 'Done editing', run: done },
    { keys: 'u', label: 'Undo', run: editing.undo },
    { keys: 'U', label: 'Redo', run: editing.redo },
    { keys: 'Escape', label: 'Close the form', run: () => selected && unselect() },
  ])
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return
      const typing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA)$/.test(event.target.tagName)
      const key = event.key.toLowerCase()
      if (key === 's') save()
      else if (typing) return
      else if (key === 'z') (event.shiftKey ? editing.redo : editing.undo)()
      else if (key === 'y') editing.redo()
      else return
      event.preventDefault()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  })
}
