/**
 * The links of the decision log. Each record has a place in the chain of its project and day (UTC, of arrival), the hash of
 * the record before it, and a hash of its own over that and its digest. Whoever changes, removes or adds a record in
 * between has to make anew every hash that follows.
 */
import { hash } from 'node:crypto'
import { assert } from '../../kit/errors.ts'
import type { Block, ChainRun } from './messages.ts'

/** The last record of a chain. */
export interface ChainHead {
  sequence: number
  hash: Uint8Array
}

const HASH_BYTES = 32
const MS_PER_DAY = 86_400_000

export function dayText(day: number): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10)
}

/** Where the chain of a project and day begins: no record's hash, and another for each, so that no chain can stand for another. */
export function beginning(project: string, day: number): ChainHead {
  return { sequence: 0, hash: hash('sha256', `relayscope decisions\n${project}\n${dayText(day)}`, 'buffer') }
}

export function chainKey({ project, day }: Pick<ChainRun, 'project' | 'day'>): string {
  return `${day}/${project}`
}

/**
 * Fills in place and links of the rows, in the bytes of the blocks. `heads` has the head of every chain that is gone on;
 * answers the new ones.
 */
export function linkRows(log: Block, traces: Block, heads: ReadonlyMap<string, ChainHead>): Map<string, ChainHead> {
  assert(log.rows === traces.rows && log.runs && log.places && traces.places, 'log and index of decisions have the same rows')
  const { digest, sequence, previous_hash: previousHash, hash: ownHash } = log.places
  const { sequence: indexSequence } = traces.places
  const view = new DataView(log.bytes.buffer, log.bytes.byteOffset, log.bytes.byteLength)
  const index = new DataView(traces.bytes.buffer, traces.bytes.byteOffset, traces.bytes.byteLength)
  const pair = new Uint8Array(HASH_BYTES * 2)
  const after = new Map<string, ChainHead>()
  let row = 0
  for (const run of log.runs) {
    const key = chainKey(run)
    const before = after.get(key) ?? heads.get(key)
    assert(before, 'the head of every chain is known')
    let head = before
    for (const end = row + run.rows; row < end; row++) {
      const at = row * HASH_BYTES
      pair.set(head.hash)
      pair.set(log.bytes.subarray(digest + at, digest + at + HASH_BYTES), HASH_BYTES)
      log.bytes.set(head.hash, previousHash + at)
      head = { sequence: head.sequence + 1, hash: hash('sha256', pair, 'buffer') }
      log.bytes.set(head.hash, ownHash + at)
      view.setBigUint64(sequence + row * 8, BigInt(head.sequence), true)
      index.setBigUint64(indexSequence + row * 8, BigInt(head.sequence), true)
    }
    after.set(key, head)
  }
  assert(row === log.rows, 'the runs of a block cover its rows')
  return after
}
