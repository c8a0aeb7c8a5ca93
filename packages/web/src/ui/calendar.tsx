import { createElement } from 'react'
import { part, useLoaded } from '../lib/use-loaded.ts'
import type { CalendarProps } from './calendar-base.tsx'
import { SkeletonRows } from './states.tsx'

const source = part(() => import('./calendar-base.tsx').then((module) => module.default))

/** Two days from a month. Loaded when somebody asks for it. */
export function Calendar(props: CalendarProps) {
  const loaded = useLoaded(source, true)
  return loaded ? createElement(loaded, props) : <SkeletonRows rowHeight={32} rows={7} />
}
