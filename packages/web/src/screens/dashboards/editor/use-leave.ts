/** Leaving with changes that are not saved asks first. */
import { useBlocker } from '@tanstack/react-router'

export function useLeave(dirty: boolean, id: string): { asked: boolean; stay: () => void; leave: () => void } {
  const blocker = useBlocker({
    // Within the editor the address changes too: the range, the drawer.
    shouldBlockFn: ({ next }) =>
      dirty && !(next.pathname.endsWith(`/dashboards/${id}`) && (next.search as { edit?: string }).edit === 'on'),
    enableBeforeUnload: () => dirty,
    withResolver: true,
  })
  const asked = blocker.status === 'blocked'
  return { asked, stay: () => blocker.reset?.(), leave: () => blocker.proceed?.() }
}
