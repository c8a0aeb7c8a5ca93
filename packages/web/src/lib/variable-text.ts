/** Chosen values of variables as one text of the address: `provider=openai&model=` (nothing after the sign: all). */
export type ChosenValues = Readonly<Record<string, readonly string[]>>

export function readVariables(text: string | undefined): ChosenValues {
  const values: Record<string, string[]> = {}
  for (const [name, value] of new URLSearchParams(text ?? '')) {
    if (!/^[A-Za-z]\w{0,31}$/.test(name)) continue
    const known = values[name] ?? []
    values[name] = value === '' ? known : [...known, value]
  }
  return values
}

export function printVariables(values: ChosenValues): string | undefined {
  const pairs = Object.entries(values).flatMap(([name, chosen]) =>
    chosen.length === 0 ? [[name, '']] : chosen.map((value) => [name, value]),
  )
  return pairs.length === 0 ? undefined : new URLSearchParams(pairs).toString()
}
