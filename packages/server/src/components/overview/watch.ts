/** Everything that is watched: requests as a whole, each provider and model, the cache, the database, the queue. */
import { addUp, type Reading } from './read.ts'
import { errorSignal, latencySignal, type Signal, type Subject } from './signals.ts'
import { type Usual, usualErrorRate, usualLatency } from './usual.ts'

export const PARTS = ['cache', 'db', 'queue'] as const
export type Part = (typeof PARTS)[number]

/** Windows of one subject: how many, how many failed, and how long they took where that is watched. */
export interface Tallied {
  readonly subject: Subject
  readonly totals: readonly number[]
  readonly failed: readonly number[]
  readonly p95?: readonly (number | null)[]
}

export function talliesOf(reading: Reading): Tallied[] {
  const { calls, failedCalls, callP95, operations, failedOperations } = reading
  const providers = [...new Set(calls.map(({ labels }) => labels.provider))]
  return [
    requestsOf(reading),
    ...providers.map((name) => ({
      subject: { kind: 'provider' as const, name },
      totals: addUp(reading, calls, ({ provider }) => provider === name),
      failed: addUp(reading, failedCalls, ({ provider }) => provider === name),
      ...withP95(callP95.find(({ labels }) => labels.provider === name)?.values),
    })),
    ...modelsOf(reading).map((subject) => ({
      subject,
      totals: addUp(reading, calls, ({ provider, model }) => provider === subject.provider && subject.names.includes(model)),
      failed: addUp(reading, failedCalls, ({ provider, model }) => provider === subject.provider && subject.names.includes(model)),
    })),
    ...PARTS.map((name) => ({
      subject: { kind: 'component' as const, name },
      totals: addUp(reading, operations, ({ component }) => component === name),
      failed: addUp(reading, failedOperations, ({ component }) => component === name),
    })),
  ]
}

/**
 * A call that failed has the name that was asked for, one that was answered the name of the version that answered. They are
 * one model, or the one would always fail and the other never.
 */
export function familyOf(model: string): string {
  return model.replace(/-(latest|preview|\d{4}(-\d{2}-\d{2})?|\d{8}|\d{2}-\d{2})$/, '')
}

function modelsOf({ calls }: Reading): { kind: 'model'; name: string; provider: string; names: string[] }[] {
  const found = new Map<string, { kind: 'model'; name: string; provider: string; names: string[] }>()
  for (const { labels } of calls) {
    if (labels.model === '') continue
    const key = JSON.stringify([labels.provider, familyOf(labels.model)])
    const known = found.get(key)
    if (known) known.names.push(labels.model)
    else found.set(key, { kind: 'model', name: familyOf(labels.model), provider: labels.provider, names: [labels.model] })
  }
  return [...found.values()]
}

export function requestsOf(reading: Reading): Tallied & { p95: readonly (number | null)[] } {
  return {
    subject: { kind: 'requests', name: 'requests' },
    totals: addUp(reading, reading.requests),
    failed: reading.errors,
    p95: reading.p95,
  }
}

function withP95(p95: readonly (number | null)[] | undefined): Pick<Tallied, 'p95'> {
  return p95 === undefined ? {} : { p95 }
}

export interface UsualOf {
  errors(subject: Subject): Usual
  latency(subject: Subject): Usual | undefined
}

const keyOf = ({ kind, name, provider = '' }: Subject): string => JSON.stringify([kind, provider, name])

/** What is usual for each subject: from the days before, else from the range that is looked at. */
export function learnUsual(past: Reading, looked: Reading): UsualOf {
  const before = new Map(talliesOf(past).map((tallied) => [keyOf(tallied.subject), tallied]))
  const now = new Map(talliesOf(looked).map((tallied) => [keyOf(tallied.subject), tallied]))
  return {
    errors(subject) {
      const learnt = [before.get(keyOf(subject)), now.get(keyOf(subject))].map((tallied) =>
        usualErrorRate(tallied?.failed ?? [], tallied?.totals ?? []),
      )
      return learnt.find(({ middle }) => middle !== null) ?? usualErrorRate([], [])
    },
    latency(subject) {
      for (const tallied of [before.get(keyOf(subject)), now.get(keyOf(subject))]) {
        const usual = tallied?.p95 && usualLatency(tallied.p95, tallied.totals)
        if (usual) return usual
      }
      return undefined
    },
  }
}

export function signalsOf(reading: Reading, usual: UsualOf): Signal[] {
  return talliesOf(reading).flatMap(({ subject, totals, failed, p95 }) => {
    const latency = p95 && usual.latency(subject)
    return [
      errorSignal(subject, reading, failed, totals, usual.errors(subject)),
      ...(p95 && latency ? [latencySignal(subject, reading, p95, totals, latency)] : []),
    ]
  })
}
