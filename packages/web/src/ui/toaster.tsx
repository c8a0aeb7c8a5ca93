import { createElement, useEffect, useState } from 'react'
import { toastStore } from '../lib/toast.ts'
import { part, useLoaded } from '../lib/use-loaded.ts'

const source = part(() => import('./toaster-base.tsx').then((module) => module.default))

/** Shows what showToast says. Loaded with the first message. */
export function Toaster() {
  const [wanted, setWanted] = useState(false)
  useEffect(() => toastStore.subscribe(() => setWanted(true)), [])
  const loaded = useLoaded(source, wanted)
  return loaded ? createElement(loaded) : null
}
