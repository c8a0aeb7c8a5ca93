/** Tokens for canvas code. Values are read once per theme; tokens.css stays the only place that names a colour. */
import { themeStore } from '../lib/theme.ts'

const known = new Map<string, string>()
themeStore.subscribe(() => known.clear())

export function token(name: string): string {
  let value = known.get(name)
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(name).trim()
    known.set(name, value)
  }
  return value
}

export const CANVAS_FONT = "'Inter Variable', system-ui, sans-serif"
