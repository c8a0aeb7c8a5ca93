import { Check, Redo2, Rows3, Undo2, Variable } from 'lucide-react'
import { Button, ButtonGroup, IconButton } from '../../../ui/button.tsx'
import { TextInput } from '../../../ui/input.tsx'
import styles from './editor.module.css'
import type { Editing } from './use-edits.ts'
import type { Saving } from './use-save.ts'

interface Props {
  editing: Editing
  saving: Saving
  onVariables: () => void
  onCloseGaps: () => void
  onDone: () => void
}

export function EditorBar({ editing, saving, onVariables, onCloseGaps, onDone }: Props) {
  const { draft, canUndo, canRedo } = editing
  const noName = draft.name.trim() === ''
  return (
    <header className={styles.bar}>
      <TextInput
        compact
        aria-label="Name of the dashboard"
        aria-invalid={noName || undefined}
        className={styles.title}
        value={draft.name}
        maxLength={255}
        onChange={({ target }) => editing.change({ name: target.value }, 'name')}
      />
      <TextInput
        compact
        aria-label="Description"
        placeholder="What it is for"
        className={styles.description}
        value={draft.description}
        maxLength={4096}
        onChange={({ target }) => editing.change({ description: target.value }, 'description')}
      />
      <ButtonGroup>
        <IconButton label="Undo (Ctrl Z)" disabled={!canUndo} onClick={editing.undo}>
          <Undo2 />
        </IconButton>
        <IconButton label="Redo (Ctrl Shift Z)" disabled={!canRedo} onClick={editing.redo}>
          <Redo2 />
        </IconButton>
      </ButtonGroup>
      <Button onClick={onVariables}>
        <Variable aria-hidden />
        Variables
      </Button>
      <IconButton label="Close gaps between widgets" onClick={onCloseGaps}>
        <Rows3 />
      </IconButton>
      <span className="grow" />
      {saving.dirty && <span className="t3">Not saved</span>}
      <Button onClick={onDone}>{saving.dirty ? 'Discard' : 'Done'}</Button>
      <Button
        look="primary"
        disabled={!saving.dirty || saving.busy || noName}
        onClick={() => saving.save()}
        aria-keyshortcuts="Control+S Meta+S"
      >
        <Check aria-hidden />
        Save
      </Button>
    </header>
  )
}
