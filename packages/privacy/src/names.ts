/** People and places. */
import type { Finding } from './classes.ts'

export type NameFinder = (text: string) => Finding[]

export function createNameFinder(): NameFinder {
  return () => []
}
