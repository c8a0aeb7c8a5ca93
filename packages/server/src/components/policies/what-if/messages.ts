/** What the run and its thread say to each other. */
import type { Outage, PriceChange, SteeringPolicy, WhatIfResult } from '@relayscope/contract'
import type { Road } from '../redecide/road.ts'

export type ToDecider =
  | { kind: 'begin'; policy: SteeringPolicy | undefined; unavailable: readonly Outage[]; prices: readonly PriceChange[] }
  /** A JSON list of columns. */
  | { kind: 'rows'; text: string }
  /** No more rows: which roads have to be priced? */
  | { kind: 'roads' }
  /** By road: 10^-18 USD per token of input and output. */
  | { kind: 'assess'; rates: readonly (readonly [road: string, input: bigint, output: bigint])[] }

export type FromDecider =
  | { kind: 'taken'; requests: number }
  | { kind: 'roads'; roads: readonly Road[] }
  | { kind: 'result'; result: WhatIfResult }
  | { kind: 'failed'; message: string }
