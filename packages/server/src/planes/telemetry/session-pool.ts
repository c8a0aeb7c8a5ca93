/**
 * A few connections shared by many callers. One connection answers one query at a time, so callers wait in one line and
 * are served in the order they came.
 */
import { EngineError } from '../../kit/errors.ts'

export class SessionPool<Session> {
  private readonly free: Session[]
  private readonly line: ((session: Session) => void)[] = []
  private readonly maxWaiting: number
  private busy = 0
  private ended = false
  private wakeIdle: (() => void)[] = []

  /** `maxWaiting`: callers that may stand in line; one more is refused as retryable. */
  constructor(sessions: readonly Session[], maxWaiting: number) {
    this.free = [...sessions]
    this.maxWaiting = maxWaiting
  }

  async run<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (this.ended) throw new EngineError('the telemetry plane is closed')
    this.busy++
    try {
      const session = this.free.pop() ?? (await this.stand())
      try {
        return await work(session)
      } finally {
        this.release(session)
      }
    } finally {
      this.busy--
      if (this.busy === 0) for (const wake of this.wakeIdle.splice(0)) wake()
    }
  }

  /** Refuses new callers and resolves when those in line and at work are done. */
  async end(): Promise<void> {
    this.ended = true
    if (this.busy > 0) await new Promise<void>((wake) => this.wakeIdle.push(wake))
  }

  private stand(): Promise<Session> {
    if (this.line.length >= this.maxWaiting) throw new EngineError('too many queries are waiting', { retryable: true })
    return new Promise((take) => this.line.push(take))
  }

  private release(session: Session): void {
    const next = this.line.shift()
    if (next) next(session)
    else this.free.push(session)
  }
}
