/** Spans and logs of every convention in use to interactions. Pure: no input, no output, no clock. */
export { assembleTrace } from './assemble-trace.ts'
export { CONTENT_KEYS, isContentKey } from './content-keys.ts'
export { readLogPart, readSpanPart } from './read-parts.ts'
export type { CallPart } from './reading.ts'
export { spanFacts } from './span-facts.ts'
export { duplicateKey, duplicateKeys, mergeDuplicates, twinsOf } from './twins.ts'
