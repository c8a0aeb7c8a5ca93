/** Finds what a text typed into the palette names: entities by id, and values that begin with it. */
import type { AIInteraction, FacetsAnswer, TraceListItem } from '@relayscope/contract'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { looksLikeId, traceIdOf } from '../lib/lookup-text.ts'
import type { TimeRange } from '../lib/time-range.ts'
import { client } from './client.ts'

/** As far back as anything is kept. */
const EVER = { from: 'now-9999d', to: 'now+1d' }
const MOST_FOUND = 3
const MOST_VALUES = 4
const DEBOUNCE_MS = 200
const VALUE_FIELDS = 'model,provider,name,service,organization'

export interface Found {
  readonly traces: readonly TraceListItem[]
  readonly interactions: readonly AIInteraction[]
}

const NOTHING: Found = { traces: [], interactions: [] }

async function findIds(text: string, signal: AbortSignal): Promise<Found> {
  const traceId = traceIdOf(text)
  const byTrace = traceId === undefined ? undefined : client.listTraces({ query: { ...EVER, q: `trace:${traceId}`, limit: 1 }, signal })
  const [ofTrace, ofRequest, interaction, ofInteractions] = await Promise.all([
    byTrace?.then(({ items }) => items) ?? [],
    client.listTraces({ query: { ...EVER, requestId: text, limit: MOST_FOUND }, signal }).then(({ items }) => items),
    client.getInteraction({ params: { id: text }, signal }).catch(() => undefined),
    client.listInteractions({ query: { ...EVER, requestId: text, limit: MOST_FOUND }, signal }).then(({ items }) => items),
  ])
  const traces = new Map([...ofTrace, ...ofRequest].map((trace) => [trace.traceId, trace]))
  const interactions = new Map([...(interaction ? [interaction] : []), ...ofInteractions].map((one) => [one.id, one]))
  return { traces: [...traces.values()].slice(0, MOST_FOUND), interactions: [...interactions.values()].slice(0, MOST_FOUND) }
}

export interface FoundValue {
  readonly field: string
  readonly value: string
  readonly count: number
}

function valuesOf(answer: FacetsAnswer | undefined): readonly FoundValue[] {
  return (answer?.facets ?? [])
    .flatMap(({ field, values }) => values.map(({ value, count }) => ({ field, value, count })))
    .slice(0, MOST_VALUES * 2)
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), DEBOUNCE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

export function useLookup(typed: string, range: TimeRange): { found: Found; values: readonly FoundValue[]; busy: boolean } {
  const text = useSettled(typed.trim())
  const ids = useQuery({
    queryKey: ['lookup', 'ids', text],
    queryFn: ({ signal }) => findIds(text, signal),
    enabled: looksLikeId(text),
    retry: false,
  })
  const values = useQuery({
    queryKey: ['lookup', 'values', range.from, range.to, text],
    queryFn: ({ signal }) => client.traceFacets({ query: { ...range, fields: VALUE_FIELDS, prefix: text, limit: MOST_VALUES }, signal }),
    enabled: text.length >= 2,
    retry: false,
  })
  return {
    found: (looksLikeId(text) && ids.data) || NOTHING,
    values: text.length >= 2 ? valuesOf(values.data) : [],
    busy: ids.isFetching || values.isFetching || text !== typed.trim(),
  }
}
