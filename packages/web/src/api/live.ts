/** The stream that says when rows were stored. One connection for the page, opened and closed by the shell. */
import { LIVE_PATH } from '@relayscope/contract/client'
import { createStore } from '../lib/store.ts'
import { useEffect, useRef } from 'react'

export interface LiveState {
  readonly status: 'off' | 'connecting' | 'open' | 'broken'
  /** When this status began. */
  readonly sinceMs: number
}

export const liveStore = createStore<LiveState>({ status: 'off', sinceMs: 0 })

const REOPEN_MS = 3000
/** `records`: traces, interactions, decisions were stored. `points`: those or points of metrics were, which come without end. */
type What = 'records' | 'points'
const listeners: Readonly<Record<What, Set<() => void>>> = { records: new Set(), points: new Set() }

function setStatus(status: LiveState['status']): void {
  if (liveStore.get().status !== status) liveStore.set({ status, sinceMs: Date.now() })
}

function tell(what: What): void {
  for (const listener of listeners[what]) listener()
}

function tellAll(): void {
  tell('records')
  tell('points')
}

/** Answers the way to close it. */
export function openLive(): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const open = (): void => {
    source = new EventSource(LIVE_PATH)
    source.addEventListener('open', () => {
      const wasBroken = liveStore.get().status === 'broken'
      setStatus('open')
      // What was stored while nobody listened is fetched now.
      if (wasBroken) tellAll()
    })
    source.addEventListener('stored', tellAll)
    source.addEventListener('measured', () => tell('points'))
    source.addEventListener('error', () => {
      setStatus('broken')
      // The browser tries again by itself, unless the server refused.
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, REOPEN_MS)
    })
  }
  setStatus('connecting')
  open()
  return () => {
    clearTimeout(timer)
    source?.close()
    setStatus('off')
  }
}

/** Calls `onStored` when something was stored, at most once per interval, and never after the last chance was missed. */
export function useStored(onStored: () => void, intervalMs: number, what: What = 'records'): void {
  const latest = useRef(onStored)
  latest.current = onStored
  useEffect(() => {
    let lastMs = -Infinity
    let timer: ReturnType<typeof setTimeout> | undefined
    const run = (): void => {
      timer = undefined
      lastMs = performance.now()
      latest.current()
    }
    const listener = (): void => {
      timer ??= setTimeout(run, Math.max(0, lastMs + intervalMs - performance.now()))
    }
    listeners[what].add(listener)
    return () => {
      listeners[what].delete(listener)
      clearTimeout(timer)
    }
  }, [intervalMs, what])
}
