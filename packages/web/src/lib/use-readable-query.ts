import { type FieldCatalogue, parseSearch } from '@relayscope/contract/search'
import { useRef } from 'react'

/**
 * The search to ask the server for: the one given, or while that has a mistake the last one that had none, so that its
 * result stays in view. Undefined: there was none yet.
 */
export function useReadableQuery(query: string, catalogue: FieldCatalogue): string | undefined {
  const last = useRef<string>(undefined)
  if (parseSearch(query, catalogue).ok) last.current = query
  return last.current
}
