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

/** A token that lets through what is behind it. Needed where a canvas takes a colour and no alpha of its own. */
export function tint(name: string, share: number): string {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(token(name))?.[1]
  if (hex === undefined) return token(name)
  const full = hex.length < 6 ? [...hex.slice(0, 3)].map((digit) => digit + digit).join('') : hex.slice(0, 6)
  const alpha = Math.round(share * 255)
  return `#${full}${alpha.toString(16).padStart(2, '0')}`
}

export const CANVAS_FONT = "'Inter Variable', system-ui, sans-serif"
