/** The stages of a request fall into few milliseconds, and a date takes longer to write than to decide. */
let lastMs = Number.NaN
let lastText = ''

export function isoTime(ms: number): string {
  const whole = Math.floor(ms)
  if (whole !== lastMs) {
    lastMs = whole
    lastText = new Date(whole).toISOString()
  }
  return lastText
}
