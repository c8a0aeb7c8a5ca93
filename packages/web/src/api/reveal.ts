/** Turns what is masked in one interaction back, for who may and says why. It is kept nowhere and hidden again by itself. */
import type { RevealedContent } from '@relayscope/contract'
import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { parseInstant } from '../lib/instant.ts'
import { client } from './client.ts'

export interface Reveal {
  readonly shown: RevealedContent | undefined
  readonly busy: boolean
  readonly error: Error | null
  readonly ask: (reason: string, onShown: () => void) => void
  readonly hide: () => void
}

export function useReveal(id: string): Reveal {
  const { data, isPending, error, mutate, reset } = useMutation({
    mutationFn: (reason: string) => client.revealInteraction({ params: { id }, body: { reason } }),
    gcTime: 0,
  })
  useEffect(() => {
    if (!data) return
    // The server's own two times: the clock of this machine may be another.
    const timer = setTimeout(reset, parseInstant(data.hideAt) - parseInstant(data.revealedAt))
    return () => clearTimeout(timer)
  }, [data, reset])
  return { shown: data, busy: isPending, error, ask: (reason, onShown) => mutate(reason, { onSuccess: onShown }), hide: reset }
}
