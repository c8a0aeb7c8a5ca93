import { createElement, useState } from 'react'
import { part, useLoaded } from '../lib/use-loaded.ts'
import type { DrawerProps } from './drawer-base.tsx'

const source = part(() => import('./drawer-base.tsx').then((module) => module.default))

/** The one drawer of the page, on its right. Loaded when it is first opened. */
export function Drawer(props: DrawerProps) {
  const [wanted, setWanted] = useState(props.open)
  if (props.open && !wanted) setWanted(true)
  const loaded = useLoaded(source, wanted)
  return wanted && loaded ? createElement(loaded, props) : null
}
