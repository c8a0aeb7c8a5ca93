/** Light or dark. public/theme.js sets it before the first paint; here it is changed and watched. */
import { writePreference } from './preferences.ts'
import { createStore } from './store.ts'

export type Theme = 'light' | 'dark'

const shown = (): Theme => (typeof document !== 'undefined' && document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light')

export const themeStore = createStore<Theme>(shown())

export function setTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme
  writePreference('theme', theme)
  themeStore.set(theme)
}

export function toggleTheme(): void {
  setTheme(themeStore.get() === 'dark' ? 'light' : 'dark')
}
