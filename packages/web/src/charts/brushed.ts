/** A stretch of time under a drag. */
export interface Brushed {
  readonly fromMs: number
  readonly toMs: number
  readonly settled: boolean
  readonly byKeyboard: boolean
}
