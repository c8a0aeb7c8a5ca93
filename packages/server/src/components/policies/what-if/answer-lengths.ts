/** How long a model's answers are, by the size of the prompt: estimated for requests it was not asked. */
import type { Estimate, WhatIfResult } from '@relayscope/contract'
import { Observed, Sample } from './observed.ts'

export type LengthBasis = WhatIfResult['targets'][number]['lengthBasis']

export interface LengthEstimate {
  one: Estimate
  basis: LengthBasis
  /** Of so many requests together. */
  total(count: number): Estimate
}

/** Sizes of prompts that are told apart: each four times the one before. Few, so that each has answers to go by. */
const SIZES = 8
const ASSUMED_FACTOR = 4

export function sizeOf(promptTokens: number): number {
  return promptTokens <= 0 ? 0 : Math.min(Math.floor(Math.log2(promptTokens) / 2), SIZES - 1)
}

/** Answers of one model. */
export class AnswerLengths {
  private readonly bySize = Array.from({ length: SIZES }, () => new Sample())
  private readonly all = new Sample()
  private made: (Observed | undefined)[] = []

  add(promptTokens: number, responseTokens: number): void {
    this.bySize[sizeOf(promptTokens)]?.add(responseTokens)
    this.all.add(responseTokens)
  }

  get count(): number {
    return this.all.seen
  }

  /** Sorted on the first question; nothing may be added afterwards. */
  ofSize(size: number): Observed {
    return (this.made[size] ??= new Observed(this.bySize[size]?.values ?? [], this.bySize[size]?.seen))
  }

  ofAll(): Observed {
    return (this.made[SIZES] ??= new Observed(this.all.values, this.all.seen))
  }
}

/** Nearest first: its own answers to such prompts, its own to any, those of other models, else what was recorded. */
export function estimateLength(
  own: AnswerLengths | undefined,
  others: AnswerLengths,
  size: number,
  recordedTokens: number,
): LengthEstimate {
  const from = (observed: Observed, basis: LengthBasis): LengthEstimate => ({
    one: observed.next(),
    basis,
    total: (count) => observed.total(count),
  })
  if (own?.ofSize(size).enough) return from(own.ofSize(size), 'own')
  if (own?.ofAll().enough) return from(own.ofAll(), 'own_all')
  const pooled = others.ofSize(size).enough ? others.ofSize(size) : others.ofAll()
  if (pooled.enough) return widened(from(pooled, 'others'))
  return assumed(recordedTokens)
}

/** Another model's habit says less than its scatter: twice as far to either side. */
function widened({ one, basis, total }: LengthEstimate): LengthEstimate {
  const wider = ({ low, mid, high }: Estimate): Estimate => ({ low: low / 2, mid, high: high * 2 })
  return { one: wider(one), basis, total: (count) => wider(total(count)) }
}

function assumed(tokens: number): LengthEstimate {
  const one = { low: tokens / ASSUMED_FACTOR, mid: tokens, high: tokens * ASSUMED_FACTOR }
  return { one, basis: 'assumed', total: (count) => ({ low: one.low * count, mid: one.mid * count, high: one.high * count }) }
}
