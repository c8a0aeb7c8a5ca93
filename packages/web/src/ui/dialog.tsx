import { lazy, Suspense, useState } from 'react'
import type { DialogProps } from './dialog-base.tsx'

const Loaded = lazy(() => import('./dialog-base.tsx'))

/** Loaded when it is first opened, and kept from then on, so that it can close with its motion. */
export function Dialog(props: DialogProps) {
  const [wanted, setWanted] = useState(props.open)
  if (props.open && !wanted) setWanted(true)
  return wanted ? (
    <Suspense fallback={null}>
      <Loaded {...props} />
    </Suspense>
  ) : null
}
