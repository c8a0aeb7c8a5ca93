/** Where the time of a model call went. */

export interface CallTiming {
  readonly latencyMs: number
  readonly queueMs?: number | undefined
  readonly firstTokenMs?: number | undefined
}

export interface TimingPart {
  /** `whole`: nothing more is known than how long it took. */
  readonly kind: 'queue' | 'wait' | 'stream' | 'whole'
  readonly ms: number
}

/** The parts add up to the latency. A figure that cannot be true, such as a first token after the end, is left out. */
export function timingParts({ latencyMs, queueMs, firstTokenMs }: CallTiming): readonly TimingPart[] {
  const first = firstTokenMs !== undefined && firstTokenMs >= 0 && firstTokenMs <= latencyMs ? firstTokenMs : undefined
  const queue = queueMs !== undefined && queueMs > 0 && queueMs <= (first ?? latencyMs) ? queueMs : 0
  if (first === undefined && queue === 0) return [{ kind: 'whole', ms: latencyMs }]
  const parts: TimingPart[] = [
    { kind: 'queue', ms: queue },
    { kind: 'wait', ms: (first ?? latencyMs) - queue },
    { kind: 'stream', ms: latencyMs - (first ?? latencyMs) },
  ]
  return parts.filter(({ ms }) => ms > 0)
}
