/** Light, dark, or what the system prefers. public/theme.js sets it before the first paint; here it is changed and watched. */
import { createPreference } from './preferences.ts'
import { createStore } from './store.ts'

export type Theme = 'light' | 'dark'
export type ThemeChoice = Theme | 'system'

const shown = (): Theme => (typeof document !== 'undefined' && document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light')

/** What is shown. */
export const themeStore = createStore<Theme>(shown())
/** What was chosen. */
export const themeChoiceStore = createPreference<ThemeChoice>('theme', ['system', 'light', 'dark'], 'system')

function show(theme: Theme): void {
  document.documentElement.dataset.theme = theme
  themeStore.set(theme)
}

const DARK = '(prefers-color-scheme: dark)'

export function chooseTheme(choice: ThemeChoice): void {
  themeChoiceStore.set(choice)
  show(choice === 'system' ? (matchMedia(DARK).matches ? 'dark' : 'light') : choice)
}

export function toggleTheme(): void {
  chooseTheme(themeStore.get() === 'dark' ? 'light' : 'dark')
}

/** Follows the system while nothing else was chosen. Answers the way to stop. */
export function followSystemTheme(): () => void {
  const system = matchMedia(DARK)
  const follow = (): void => {
    if (themeChoiceStore.get() === 'system') show(system.matches ? 'dark' : 'light')
  }
  system.addEventListener('change', follow)
  return () => system.removeEventListener('change', follow)
}
