import { QueryClient } from '@tanstack/react-query'
import { ProblemError } from './problem.ts'

/** Whether the same request may succeed a moment later. What the server refused with a reason stays refused. */
function mayPass(error: Error): boolean {
  return !(error instanceof ProblemError) || error.status >= 500 || error.status === 429
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 2 && mayPass(error),
      retryDelay: (attempt) => 400 * 2 ** attempt,
      refetchOnWindowFocus: false,
      staleTime: 5_000,
      gcTime: 5 * 60_000,
    },
  },
})
