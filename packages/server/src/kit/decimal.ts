/** Exact decimals as whole numbers of a smallest part. Nothing here goes through a float. */

const DECIMAL = /^([-+]?)(\d{1,60})(?:\.(\d{0,60}))?(?:[eE]([-+]?\d{1,3}))?$/

/** `1.5e-7` as a count of 10^-scale, rounded half away from zero. Undefined where the text is no decimal number. */
export function parseDecimal(text: string, scale: number): bigint | undefined {
  const match = DECIMAL.exec(text)
  if (!match) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const size = shifted(BigInt(whole + fraction), scale - fraction.length + Number(exponent))
  return sign === '-' ? -size : size
}

/** A count of 10^-scale as plain text without needless zeros, rounded half away from zero to `places`. */
export function printDecimal(parts: bigint, scale: number, places = scale): string {
  const size = shifted(parts < 0n ? -parts : parts, places - scale)
  const digits = size.toString().padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '')
  const sign = parts < 0n && size !== 0n ? '-' : ''
  return `${sign}${whole}${fraction && '.'}${fraction}`
}

/** The decimal that a JSON number was written as: numbers print as the shortest text that reads back the same. */
export function decimalOfNumber(number: number, places: number): string {
  return printDecimal(parseDecimal(String(number), places) ?? 0n, places)
}

/** Times ten to the power of `by`; digits that fall off are rounded. */
function shifted(size: bigint, by: number): bigint {
  if (by >= 0) return size * 10n ** BigInt(by)
  const divisor = 10n ** BigInt(-by)
  return (size + divisor / 2n) / divisor
}
