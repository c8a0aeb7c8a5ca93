/** Labels as one line of text: `region=eu, zone=a`. */

export function printLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')
}

/** Undefined: it is not of this form. */
export function readLabels(text: string): Record<string, string> | undefined {
  const labels: Record<string, string> = {}
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue
    const at = part.indexOf('=')
    if (at <= 0) return undefined
    labels[part.slice(0, at).trim()] = part.slice(at + 1).trim()
  }
  return labels
}
