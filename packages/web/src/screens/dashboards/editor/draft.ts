/** What is edited, and every state it was in: nothing is lost before it is saved. */
import type { Dashboard, DashboardVariable, DashboardWidget } from '@relayscope/contract'

export interface Draft {
  readonly name: string
  readonly description: string
  readonly widgets: readonly DashboardWidget[]
  readonly variables: readonly DashboardVariable[]
}

export interface Edits {
  readonly past: readonly Draft[]
  readonly now: Draft
  readonly future: readonly Draft[]
  /** What the last change was about: typing on is one change, not one a letter. */
  readonly about: string | undefined
}

const MOST_STEPS = 200

export function draftOf({ name, description = '', widgets, variables }: Dashboard): Draft {
  return { name, description, widgets, variables }
}

export function startEdits(draft: Draft): Edits {
  return { past: [], now: draft, future: [], about: undefined }
}

/** `about`: changes of the same thing in a row become one step. */
export function change(edits: Edits, next: Draft, about?: string): Edits {
  if (sameDraft(edits.now, next)) return edits
  const goesOn = about !== undefined && about === edits.about
  return { past: goesOn ? edits.past : [...edits.past, edits.now].slice(-MOST_STEPS), now: next, future: [], about }
}

export function undo(edits: Edits): Edits {
  const before = edits.past.at(-1)
  return before ? { past: edits.past.slice(0, -1), now: before, future: [edits.now, ...edits.future], about: undefined } : edits
}

export function redo(edits: Edits): Edits {
  const [after, ...future] = edits.future
  return after ? { past: [...edits.past, edits.now], now: after, future, about: undefined } : edits
}

export function sameDraft(left: Draft, right: Draft): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right)
}

export interface Difference {
  readonly title: string
  readonly what: 'added' | 'removed' | 'changed'
}

/** What `theirs` has that `mine` has not, and the other way round. */
export function differences(mine: Draft, theirs: Draft): Difference[] {
  const found: Difference[] = []
  if (mine.name !== theirs.name) found.push({ title: `the name: “${theirs.name}”`, what: 'changed' })
  if (mine.description !== theirs.description) found.push({ title: 'the description', what: 'changed' })
  if (JSON.stringify(mine.variables) !== JSON.stringify(theirs.variables)) found.push({ title: 'the variables', what: 'changed' })
  const ours = new Map(mine.widgets.map((widget) => [widget.id, widget]))
  for (const widget of theirs.widgets) {
    const own = ours.get(widget.id)
    ours.delete(widget.id)
    if (!own) found.push({ title: titleOf(widget), what: 'added' })
    else if (JSON.stringify(own) !== JSON.stringify(widget)) found.push({ title: titleOf(widget), what: 'changed' })
  }
  for (const widget of ours.values()) found.push({ title: titleOf(widget), what: 'removed' })
  return found
}

export function titleOf({ title, type }: Pick<DashboardWidget, 'title' | 'type'>): string {
  return title === '' ? `untitled ${type}` : title
}
