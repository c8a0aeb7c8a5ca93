import { createElement } from 'react'
import { part, useLoaded } from '../../lib/use-loaded.ts'
import { SkeletonRows } from '../../ui/states.tsx'
import type { CompareViewProps } from './compare-view.tsx'

const view = part(() => import('./compare-view.tsx').then((module) => module.default))

/** Comparing brings a library of its own, so it comes when two interactions are compared. */
export function Comparison(props: CompareViewProps) {
  const loaded = useLoaded(view, true)
  return loaded ? createElement(loaded, props) : <SkeletonRows rowHeight={28} rows={16} />
}
