/** Exact decimals as text, and as the whole number of smallest parts (10^-18) that a column holds. */

const SCALE = 18
const LARGEST = 10n ** 38n - 1n

/**
 * Parts of 10^-18. More digits than that are rounded half away from zero. Undefined where the text is not a decimal
 * number (`12`, `-0.5`, `1.5e-7`) or too large for Decimal(38, 18).
 */
export function decimalParts(text: string): bigint | undefined {
  const match = /^(-?)(\d{1,60})(?:\.(\d{1,60}))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text)
  if (!match) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const shift = SCALE - fraction.length + Number(exponent)
  const size = scaled(BigInt(whole + fraction), shift)
  if (size > LARGEST) return undefined
  return sign === '-' ? -size : size
}

function scaled(digits: bigint, shift: number): bigint {
  if (digits === 0n) return 0n
  if (shift >= 0) return shift > 60 ? LARGEST + 1n : digits * 10n ** BigInt(shift)
  const divisor = 10n ** BigInt(-shift)
  return (digits + divisor / 2n) / divisor
}
