/** Keeps our own mistakes, and what hostile values do to us, away from the host: nothing of ours is thrown into it. */

export class Guard {
  internalErrors = 0
  private readonly said = new Set<string>()
  private readonly tell: (message: string) => void

  constructor(tell: (message: string) => void) {
    this.tell = tell
  }

  /** Runs a piece of our own work; `undefined` when it fails. */
  run<T>(place: string, work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      this.failed(place, error)
      return undefined
    }
  }

  /** Says that our own work failed, by place and kind alone: a message may quote what a client sent. */
  failed(place: string, error: unknown): void {
    this.internalErrors++
    this.warn(`internal/${place}`, `the SDK failed in ${place} (${kindOf(error)}) and went on`)
  }

  /** Once for each `key`. */
  warn(key: string, message: string): void {
    if (this.said.has(key)) return
    this.said.add(key)
    try {
      this.tell(message)
    } catch {
      // A host's own reporter may fail; there is nobody left to tell.
    }
  }
}

/** The name of an error's class; never its message. */
export function kindOf(error: unknown): string {
  try {
    if (!(error instanceof Error)) return typeof error
    // The clients' errors all have the name `Error`; their classes tell more.
    const name = error.name === 'Error' ? error.constructor.name : error.name
    return typeof name === 'string' && name !== '' ? name.slice(0, 100) : 'Error'
  } catch {
    return 'unknown'
  }
}

export function warnThroughProcess(message: string): void {
  process.emitWarning(message, { type: 'RelayscopeWarning' })
}
