/**
 * What every call on the plane passes through, on both engines.
 *
 * Inside a transaction only the transaction may be used. The embedded engine has one connection, so a statement beside the
 * transaction would wait for it, and it for the statement, for ever. A server would go on, but outside the transaction,
 * which is not what was meant either. And closing waits for what is under way.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { assert } from '../../kit/errors.ts'
import { asControlError, ControlError } from './control-error.ts'

export class Gate {
  private readonly inside = new AsyncLocalStorage<{ open: boolean }>()
  private readonly inFlight = new Set<Promise<unknown>>()
  private closed = false

  /** Every failure comes out as a `ControlError`. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.closed) throw new ControlError('control_closed', 'the control plane is closed')
    assert(!this.inside.getStore()?.open, 'the control plane was used inside a transaction: use what the transaction hands out')
    const running = work()
    this.inFlight.add(running)
    try {
      return await running
    } catch (error) {
      throw asControlError(error)
    } finally {
      this.inFlight.delete(running)
    }
  }

  async insideTransaction<T>(work: () => Promise<T>): Promise<T> {
    // What was begun inside and goes on after the end (a timer, a listener) is free again, hence the flag.
    const transaction = { open: true }
    try {
      return await this.inside.run(transaction, work)
    } finally {
      transaction.open = false
    }
  }

  /** Nothing passes any more; resolves when what had passed is done. */
  async close(): Promise<void> {
    this.closed = true
    await Promise.allSettled(this.inFlight)
  }
}
