/**
 * Facts told inside the process: `batch.stored`, `alert.changed`. They never steer a flow; who needs an answer calls a
 * function. A publisher is never slowed or harmed by a listener: each listener has its own bounded queue and runs later.
 */
import type { Log } from './log.ts'

export interface Bus<Facts extends object> {
  publish<Name extends keyof Facts & string>(name: Name, fact: Facts[Name]): void
  /** Facts come one at a time and in order; the next only when the listener is done with the last. Answers the way out. */
  subscribe<Name extends keyof Facts & string>(name: Name, listener: (fact: Facts[Name]) => unknown, options?: SubscribeOptions): () => void
}

export interface SubscribeOptions {
  /** What the log says. */
  name?: string
  /** Facts that may wait for this listener; beyond it the oldest are dropped and counted. Default 1000. */
  maxWaiting?: number
  /** Told before the next fact how many were dropped, so that a listener can read the state afresh. */
  onDropped?: (count: number) => void
}

interface Subscription {
  readonly listener: (fact: unknown) => unknown
  readonly options: SubscribeOptions
  waiting: unknown[]
  dropped: number
  running: boolean
  ended: boolean
}

export function createBus<Facts extends object>(log: Log): Bus<Facts> {
  const subscriptions = new Map<string, Set<Subscription>>()

  async function drain(name: string, subscription: Subscription): Promise<void> {
    subscription.running = true
    // Starts after the publisher has gone on.
    await Promise.resolve()
    while (subscription.waiting.length > 0 && !subscription.ended) await deliver(name, subscription)
    subscription.running = false
  }

  async function deliver(name: string, subscription: Subscription): Promise<void> {
    const { options, dropped } = subscription
    const fact = subscription.waiting.shift()
    try {
      if (dropped > 0) {
        subscription.dropped = 0
        log.warn({ fact: name, listener: options.name, dropped }, 'a listener is too slow; facts were dropped')
        options.onDropped?.(dropped)
      }
      await subscription.listener(fact)
    } catch (error) {
      log.error({ fact: name, listener: options.name, error }, 'a listener failed')
    }
  }

  return {
    publish(name, fact) {
      for (const subscription of subscriptions.get(name) ?? []) {
        subscription.waiting.push(fact)
        if (subscription.waiting.length > (subscription.options.maxWaiting ?? 1000)) {
          subscription.waiting.shift()
          subscription.dropped++
        }
        if (!subscription.running) void drain(name, subscription)
      }
    },
    subscribe(name, listener, options = {}) {
      const subscription: Subscription = {
        listener: listener as (fact: unknown) => unknown,
        options,
        waiting: [],
        dropped: 0,
        running: false,
        ended: false,
      }
      const set = subscriptions.get(name) ?? new Set()
      subscriptions.set(name, set.add(subscription))
      return () => {
        subscription.ended = true
        subscription.waiting = []
        set.delete(subscription)
      }
    },
  }
}
