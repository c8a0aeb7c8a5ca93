/**
 * Time as a parameter. Nothing above this floor reads the system's time itself, so that a test can set it.
 */
export interface Clock {
  /** Milliseconds since 1970, UTC. May step back when the machine's time is corrected. */
  nowMs(): number
  /** Nanoseconds since 1970, UTC, with the resolution of a microsecond or better. Never steps back. */
  nowNs(): bigint
}

const nsPerMs = 1_000_000n

/**
 * Nanoseconds are the monotonic clock put upon the wall clock. When the two part by more than a second (a suspended
 * machine, a corrected time) the monotonic clock is put upon the wall clock again, but only forwards.
 */
export function systemClock(wallMs: () => number = Date.now, monotonicNs: () => bigint = () => process.hrtime.bigint()): Clock {
  const maxDriftNs = 1_000n * nsPerMs
  let offsetNs = BigInt(wallMs()) * nsPerMs - monotonicNs()
  return {
    nowMs: wallMs,
    nowNs() {
      const nowNs = monotonicNs() + offsetNs
      const behindNs = BigInt(wallMs()) * nsPerMs - nowNs
      if (behindNs <= maxDriftNs) return nowNs
      offsetNs += behindNs
      return nowNs + behindNs
    },
  }
}

export interface TestClock extends Clock {
  advance(ms: number): void
  set(ms: number): void
}

/** Stands still until it is moved. Starts at 2026-01-01T00:00:00Z. */
export function testClock(startMs = Date.UTC(2026, 0, 1)): TestClock {
  let ms = startMs
  return {
    nowMs: () => ms,
    nowNs: () => BigInt(Math.round(ms * 1000)) * 1000n,
    advance(by) {
      ms += by
    },
    set(to) {
      ms = to
    },
  }
}
