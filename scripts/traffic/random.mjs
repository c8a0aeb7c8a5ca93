/** Chance that can be repeated: the same seed gives the same traffic. Mulberry32, public domain. */
export function seeded(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return {
    /** Even in [0, 1). */
    next,
    below: (limit) => Math.floor(next() * limit),
    pick: (items) => items[Math.floor(next() * items.length)],
    chance: (probability) => next() < probability,
    /** Long-tailed, with this median; sigma 0.5 is mild, 1 is wild. */
    longTailed: (median, sigma) => median * Math.exp(sigma * normal()),
    /** One of `[weight, item]`. */
    weighted(pairs) {
      let rest = next() * pairs.reduce((sum, [weight]) => sum + weight, 0)
      for (const [weight, item] of pairs) if ((rest -= weight) < 0) return item
      return pairs.at(-1)[1]
    },
    hex: (bytes) =>
      Array.from({ length: bytes }, () =>
        Math.floor(next() * 256)
          .toString(16)
          .padStart(2, '0'),
      ).join(''),
  }
}
