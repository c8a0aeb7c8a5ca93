/**
 * Single-key shortcuts. One listener for the page; whoever registers last wins, so that a screen can take a key from
 * the shell. Keys are off while typing and while a menu or dialog is open.
 */
import { useEffect, useRef } from 'react'
import { createPreference } from './preferences.ts'
import { createStore } from './store.ts'

export interface Shortcut {
  /** `j`, `[`, `Escape`, `ArrowDown`, or two keys one after the other: `g t`. */
  readonly keys: string
  readonly label: string
  readonly run: () => void
}

export interface ShortcutGroup {
  readonly title: string
  readonly shortcuts: readonly Shortcut[]
}

const SEQUENCE_MS = 1200
/** What is registered now, oldest first: the sheet shows exactly what works. */
export const shortcutGroups = createStore<readonly ShortcutGroup[]>([])

/** Single characters can be turned off, for those whose voice or hands would press them by accident; arrows, Enter and Escape stay. */
export const singleKeysStore = createPreference<'on' | 'off'>('single-keys', ['on', 'off'], 'on')

let pending = ''
let pendingUntil = 0

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

function isBusy(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[role=dialog],[role=menu],[role=listbox][data-open]') !== null
}

/** Enter on a button presses the button. */
function isPress({ key, target }: KeyboardEvent): boolean {
  return key === 'Enter' && target instanceof HTMLElement && target.closest('button,a,summary') !== null
}

function find(keys: string): Shortcut | undefined {
  for (const { shortcuts } of shortcutGroups.get().toReversed()) {
    const found = shortcuts.find((shortcut) => shortcut.keys === keys)
    if (found) return found
  }
  return undefined
}

function startsSequence(key: string): boolean {
  return shortcutGroups.get().some(({ shortcuts }) => shortcuts.some(({ keys }) => keys.startsWith(`${key} `)))
}

function onKeyDown(event: KeyboardEvent): void {
  if (
    event.defaultPrevented ||
    event.metaKey ||
    event.ctrlKey ||
    event.altKey ||
    isTyping(event.target) ||
    isBusy(event.target) ||
    isPress(event) ||
    (event.key.length === 1 && singleKeysStore.get() === 'off')
  )
    return
  const inSequence = pending !== '' && event.timeStamp < pendingUntil
  const shortcut = (inSequence ? find(`${pending} ${event.key}`) : undefined) ?? find(event.key)
  pending = ''
  if (shortcut) {
    event.preventDefault()
    shortcut.run()
  } else if (startsSequence(event.key)) {
    pending = event.key
    pendingUntil = event.timeStamp + SEQUENCE_MS
  }
}

/** Registers while the component is mounted; the actions are always those of the latest render. */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts)
  latest.current = shortcuts
  const signature = shortcuts.map(({ keys, label }) => `${keys}\t${label}`).join('\n')
  useEffect(() => {
    const group: ShortcutGroup = {
      title,
      shortcuts: latest.current.map(({ keys, label }) => ({
        keys,
        label,
        run: () => latest.current.find((one) => one.keys === keys)?.run(),
      })),
    }
    if (shortcutGroups.get().length === 0) addEventListener('keydown', onKeyDown)
    shortcutGroups.set([...shortcutGroups.get(), group])
    return () => {
      shortcutGroups.set(shortcutGroups.get().filter((one) => one !== group))
      if (shortcutGroups.get().length === 0) removeEventListener('keydown', onKeyDown)
    }
  }, [title, signature])
}
