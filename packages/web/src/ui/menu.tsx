import { useState } from 'react'
import type { MenuProps } from './menu-base.tsx'
import { onDemand } from './on-demand.tsx'

const Popup = onDemand<MenuProps>('menu', () => import('./menu-base.tsx'))

/** Things to do, or with `chosen` one of several. */
export function Menu(props: Omit<MenuProps, 'open' | 'onOpenChange'>) {
  const [open, setOpen] = useState(false)
  return <Popup {...props} open={open} onOpenChange={setOpen} />
}
