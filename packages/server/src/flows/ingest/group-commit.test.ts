import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Batch, emptyBatch } from './batch.ts'
import { type Group, GroupCommit, type RowSink } from './group-commit.ts'

/** A batch weighs as many bytes as records were accepted. */
function sink(): RowSink {
  let bytes = 0
  return {
    add: (batch: Batch) => void (bytes += batch.accepted),
    get bytes() {
      return bytes
    },
    take() {
      bytes = 0
      return []
    },
    reuse() {},
  }
}

function open() {
  const sent: Group[] = []
  const limits = { maxBytes: 1000, maxDelayMs: 200, busyDelayMs: 500, busyBytes: 100, maxInFlight: 1 }
  const commit = new GroupCommit(limits, sink(), (group) => sent.push(group))
  let id = 0
  const add = (weight: number) => {
    const receipt = { outcome: 'stored' as const, accepted: weight, rejected: 0, errors: [] }
    commit.add({ ...emptyBatch('p', 0), accepted: weight }, { id: ++id, digest: String(id), receipt })
  }
  return { commit, sent, add, sizes: () => sent.map((group) => group.members.length) }
}

describe('group commit', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('seals a quiet group when its first request has waited', () => {
    const { add, sizes } = open()
    add(10)
    vi.advanceTimersByTime(199)
    expect(sizes()).toEqual([])
    vi.advanceTimersByTime(1)
    expect(sizes()).toEqual([1])
  })

  it('gives a group that fills fast more time, and no more than that', () => {
    const { add, sizes } = open()
    add(100)
    vi.advanceTimersByTime(300)
    add(100)
    expect(sizes()).toEqual([])
    vi.advanceTimersByTime(200)
    expect(sizes()).toEqual([2])
  })

  it('seals a full group at once', () => {
    const { add, sizes } = open()
    add(1000)
    expect(sizes()).toEqual([1])
  })

  it('gathers while the engine is busy, and seals what is due when it has answered', () => {
    const { commit, add, sent, sizes } = open()
    add(1000)
    add(10)
    vi.advanceTimersByTime(1000)
    add(10)
    expect(sizes()).toEqual([1])
    commit.settle(sent[0].number)
    expect(sizes()).toEqual([1, 2])
  })
})
