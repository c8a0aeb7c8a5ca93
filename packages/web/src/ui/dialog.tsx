import { createElement, type ReactNode, useState } from 'react'
import { part, useLoaded } from '../lib/use-loaded.ts'

export interface DialogProps {
  title: string
  open: boolean
  onOpenChange: (open: boolean) => void
  children: ReactNode
}

const source = part(() => import('./dialog-base.tsx').then((module) => module.default))

/** Loaded when it is first opened, and kept from then on, so that it can close with its motion. */
export function Dialog(props: DialogProps) {
  const [wanted, setWanted] = useState(props.open)
  if (props.open && !wanted) setWanted(true)
  const loaded = useLoaded(source, wanted)
  return wanted && loaded ? createElement(loaded, props) : null
}
