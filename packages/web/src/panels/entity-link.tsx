import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { usePeek } from '../lib/use-peek.ts'
import type { Entity } from '../lib/recent.ts'

export interface EntityLinkProps extends Entity {
  className?: string
  title?: string
  children: ReactNode
}

/** A door to an entity of another screen: it opens in the drawer; with Ctrl or ⌘, or in a new tab, as a page of its own. */
export function EntityLink({ kind, id, className, title, children }: EntityLinkProps) {
  const { open } = usePeek()
  const address =
    kind === 'trace'
      ? ({ to: '/traces/$traceId', params: { traceId: id } } as const)
      : ({ to: '/interactions/$interactionId', params: { interactionId: id } } as const)
  return (
    <Link
      {...address}
      {...(className !== undefined && { className })}
      {...(title !== undefined && { title })}
      preload={false}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
        event.preventDefault()
        event.stopPropagation()
        open({ kind, id })
      }}
    >
      {children}
    </Link>
  )
}
