/** Dollars as whole billionths, so that sums are exact. */
export type NanoUsd = bigint

/** Decimal text such as `0.15`; digits after the ninth are dropped. */
export function nanoUsd(text: string): NanoUsd {
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  if (whole === undefined) throw new Error(`${text} is not an amount`)
  return BigInt(whole) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'))
}

export function usdText(amount: NanoUsd): string {
  const digits = amount.toString().padStart(10, '0')
  const fraction = digits.slice(-9).replace(/0+$/, '')
  return fraction === '' ? digits.slice(0, -9) : `${digits.slice(0, -9)}.${fraction}`
}

/** What so many tokens cost at a price per million. */
export const costOf = (tokens: number, usdPerMillion: string): NanoUsd => (BigInt(tokens) * nanoUsd(usdPerMillion)) / 1_000_000n
