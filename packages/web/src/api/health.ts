import { useQuery } from '@tanstack/react-query'
import { client } from './client.ts'

const EVERY_MS = 5000

/** How the pipeline behind the screens is doing. */
export function useIngestHealth() {
  return useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => client.getTelemetryHealth({ signal }),
    refetchInterval: EVERY_MS,
    retry: false,
  })
}
