import { type ComponentProps, type ReactElement, type ReactNode, useState } from 'react'
import { onDemand } from './on-demand.tsx'

export interface MenuChoice {
  readonly id: string
  readonly label: string
  readonly detail?: string
  readonly icon?: ReactNode
}

export interface MenuProps {
  trigger: ReactElement<ComponentProps<'button'>>
  open: boolean
  onOpenChange: (open: boolean) => void
  choices: readonly MenuChoice[]
  chosen?: string
  onChoose: (id: string) => void
}

const Popup = onDemand<MenuProps>('menu', () => import('./menu-base.tsx'))

/** Things to do, or with `chosen` one of several. */
export function Menu(props: Omit<MenuProps, 'open' | 'onOpenChange'>) {
  const [open, setOpen] = useState(false)
  return <Popup {...props} open={open} onOpenChange={setOpen} />
}
