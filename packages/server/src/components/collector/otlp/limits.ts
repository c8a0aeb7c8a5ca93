/** What one request may ask of the decoder, beside the limit on its bytes. A body of a few bytes must not become gigabytes of objects. */
import { UndecodableError } from '../../../flows/ingest/intake.ts'

/** Values inside values: arrays and maps of attributes and log bodies. */
export const MAX_VALUE_DEPTH = 32

/** Entries of one attribute list; what comes after is counted as dropped, as an SDK with a limit counts it. */
export const MAX_ATTRIBUTES = 4096

/**
 * Work one request may cause, in units of roughly 64 bytes of memory. 64 MiB of ordinary spans with ten attributes each
 * need about five million.
 */
export const MAX_UNITS = 6_000_000
export const RECORD_UNITS = 10
export const PART_UNITS = 8

/** One record nests too deep; its neighbours are not touched. Ends the request where it is not inside a record. */
export class TooDeepError extends UndecodableError {
  constructor() {
    super(`values may nest ${MAX_VALUE_DEPTH} deep`)
  }
}

export class Budget {
  private left = MAX_UNITS

  spend(units: number): void {
    this.left -= units
    if (this.left < 0) throw new UndecodableError('the request holds too many records and attributes; send it in parts')
  }
}
