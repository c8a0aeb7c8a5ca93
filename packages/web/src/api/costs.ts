/** Money: what was spent on what, price tables, budgets, invoice checks and pricing again. */
import type { GroupField, NewBudget, NewInvoiceCheck, NewPriceTable } from '@relayscope/contract'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client } from './client.ts'
import type { InteractionFilters } from './interactions.ts'

export function useCostGroups({ from, to, q, provider, model, status }: InteractionFilters, groupBy: GroupField) {
  const query = { from, to, q, provider, model, status, groupBy, compare: 'previous' as const, limit: 500 }
  return useQuery({
    queryKey: ['interactions', 'summary', 'costs', query],
    queryFn: ({ signal }) => client.getInteractionStats({ query, signal }),
    enabled: q !== undefined,
    placeholderData: keepPreviousData,
  })
}

/** Of the current month, whatever the range of the page. */
export function useOutlook({ provider, model }: Pick<InteractionFilters, 'provider' | 'model'>, currency: string | undefined) {
  return useQuery({
    queryKey: ['costs', 'outlook', provider, model, currency],
    queryFn: ({ signal }) => client.getSpendingOutlook({ query: { provider, model, currency }, signal }),
    enabled: currency !== undefined,
    placeholderData: keepPreviousData,
  })
}

const VERSIONS = ['costs', 'versions']
const PRICES = ['costs', 'prices']
const BUDGETS = ['costs', 'budgets']
const CHECKS = ['costs', 'invoices']
const REPRICINGS = ['costs', 'repricings']

export function usePriceVersions() {
  return useQuery({ queryKey: VERSIONS, queryFn: ({ signal }) => client.listPriceVersions({ signal }), select: ({ items }) => items })
}

export function usePrices(q: string, version: string | undefined) {
  const query = { limit: 100, ...(q && { q }), ...(version && { version }) }
  return useQuery({
    queryKey: [...PRICES, query],
    queryFn: ({ signal }) => client.listPrices({ query, signal }),
    placeholderData: keepPreviousData,
  })
}

function useChange<Asked, Answer>(mutationFn: (asked: Asked) => Promise<Answer>, ...keys: (readonly string[])[]) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn,
    onSuccess: () => void Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  })
}

type PriceUpload = Pick<NewPriceTable, 'version' | 'source' | 'validFrom' | 'csv'> & { litellm?: Record<string, unknown> }

export function useUploadPrices() {
  return useChange((body: PriceUpload) => client.uploadPrices({ body }), VERSIONS, PRICES)
}

export function useDeletePrices() {
  return useChange((version: string) => client.deletePriceVersion({ params: { version } }), VERSIONS, PRICES)
}

const WATCH_MS = 1_000

export function useRepricings() {
  return useQuery({
    queryKey: REPRICINGS,
    queryFn: ({ signal }) => client.listRepricings({ signal }),
    select: ({ items }) => items,
    refetchInterval: ({ state }) =>
      state.data?.items.some((job) => job.state === 'comparing' || job.state === 'writing') ? WATCH_MS : false,
  })
}

export function useStartRepricing() {
  return useChange((body: { from: string; to: string; q?: string }) => client.createRepricing({ body }), REPRICINGS)
}

export function useApplyRepricing() {
  return useChange((id: string) => client.applyRepricing({ params: { id } }), REPRICINGS)
}

export function useCancelRepricing() {
  return useChange((id: string) => client.cancelRepricing({ params: { id } }), REPRICINGS)
}

export function useBudgets() {
  return useQuery({ queryKey: BUDGETS, queryFn: ({ signal }) => client.listBudgets({ signal }), select: ({ items }) => items })
}

export function useSaveBudget() {
  return useChange(
    ({ id, budget }: { id: string | undefined; budget: NewBudget }) =>
      id === undefined ? client.createBudget({ body: budget }) : client.updateBudget({ params: { id }, body: budget }),
    BUDGETS,
  )
}

export function useDeleteBudget() {
  return useChange((id: string) => client.deleteBudget({ params: { id } }), BUDGETS)
}

export function useInvoiceChecks() {
  return useQuery({ queryKey: CHECKS, queryFn: ({ signal }) => client.listInvoiceChecks({ signal }), select: ({ items }) => items })
}

export function useInvoiceCheck(id: string) {
  return useQuery({ queryKey: [...CHECKS, id], queryFn: ({ signal }) => client.getInvoiceCheck({ params: { id }, signal }) })
}

export function useCheckInvoice() {
  return useChange((body: NewInvoiceCheck) => client.createInvoiceCheck({ body }), CHECKS)
}

export function useDeleteInvoiceCheck() {
  return useChange((id: string) => client.deleteInvoiceCheck({ params: { id } }), CHECKS)
}
