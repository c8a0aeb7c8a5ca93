/** What this browser remembers for its user. Private windows may refuse storage: then nothing is remembered. */
import { createStore, type Store } from './store.ts'

const PREFIX = 'relayscope.'

export function readPreference(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined
  } catch {
    return undefined
  }
}

export function writePreference(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value)
  } catch {
    // Nothing depends on it.
  }
}

/** A store whose value is one of a few words and survives a reload. */
export function createPreference<Word extends string>(name: string, words: readonly Word[], initial: Word): Store<Word> {
  const kept = readPreference(name)
  const store = createStore<Word>(words.find((word) => word === kept) ?? initial)
  store.subscribe(() => writePreference(name, store.get()))
  return store
}
