import type { ComponentProps, ReactElement, ReactNode } from 'react'
import { onDemand } from './on-demand.tsx'

export interface PopoverProps {
  trigger: ReactElement<ComponentProps<'button'>>
  open: boolean
  onOpenChange: (open: boolean) => void
  label: string
  className?: string
  children: ReactNode
}

export const Popover = onDemand<PopoverProps>('dialog', () => import('./popover-base.tsx'))
