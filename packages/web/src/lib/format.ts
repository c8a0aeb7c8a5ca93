/** Numbers as people read them: at most three significant digits, a space before the unit. */

const grouped = new Intl.NumberFormat('en-US')

/** `947 µs`, `4.2 ms`, `612 ms`, `2.5 s`, `3m 4s`, `2h 5m`. */
export function formatDuration(milliseconds: number): string {
  const value = Math.max(0, milliseconds)
  if (value === 0) return '0 ms'
  if (value < 0.9995) return `${Math.max(1, Math.round(value * 1000))} µs`
  if (value < 9.95) return `${trimmed(value, 1)} ms`
  if (value < 999.5) return `${Math.round(value)} ms`
  if (value < 59_950) return `${trimmed(value / 1000, value < 9995 ? 2 : 1)} s`
  return formatLong(Math.round(value / 1000))
}

function formatLong(seconds: number): string {
  if (seconds < 3600) return pair(seconds, 60, 'm', 1, 's')
  if (seconds < 86_400) return pair(seconds, 3600, 'h', 60, 'm')
  return pair(seconds, 86_400, 'd', 3600, 'h')
}

function pair(seconds: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((seconds % large) / small)
  return rest === 0 ? `${Math.floor(seconds / large)}${largeName}` : `${Math.floor(seconds / large)}${largeName} ${rest}${smallName}`
}

/** `1,284`. */
export function formatCount(value: number): string {
  return grouped.format(Math.round(value))
}

/** `812`, `12.4k`, `412.9k`, `3.1M`. */
export function formatCompact(value: number): string {
  if (value < 1000) return formatCount(value)
  for (const [size, name] of [
    [1e3, 'k'],
    [1e6, 'M'],
    [1e9, 'G'],
  ] as const) {
    if (value < size * 999.95 || name === 'G') return `${trimmed(value / size, 1)}${name}`
  }
  return formatCount(value)
}

/** A count that stopped counting: `10k+`. */
export function formatCapped(count: number, capped: boolean): string {
  return capped ? `${formatCompact(count)}+` : formatCount(count)
}

/** A share of one as `0.42%`, `17.5%`, `80%`. */
export function formatShare(share: number): string {
  const percent = share * 100
  if (percent > 0 && percent < 0.01) return '<0.01%'
  return `${trimmed(percent, percent < 10 ? 2 : percent < 99.95 ? 1 : 0)}%`
}

/** `7 s ago`, `5 min ago`, `3 h ago`, `2 d ago`. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  if (seconds < 1) return 'just now'
  return `${formatSpan(seconds)} ago`
}

/** `7 s`, `5 min`, `3 h`, `2 d`. */
export function formatSpan(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 2 * 86_400) return `${Math.floor(seconds / 3600)} h`
  return `${Math.floor(seconds / 86_400)} d`
}

/** `1 span`, `12 spans`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** An id cut in the middle: `abc123f0…f146`. */
export function shortId(id: string, head = 8, tail = 4): string {
  return id.length <= head + tail + 1 ? id : `${id.slice(0, head)}…${id.slice(id.length - tail)}`
}

/** The first line of a text, for places with one line. */
export function firstLine(text: string, most = 200): string {
  const line = text.trimStart().split('\n', 1)[0] ?? ''
  return line.length > most ? `${line.slice(0, most)}…` : line
}

/** Fixed to some places, without zeros at the end. */
function trimmed(value: number, places: number): string {
  const text = value.toFixed(places)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}
