import { onDemand } from './on-demand.tsx'
import type { PopoverProps } from './popover-base.tsx'

export const Popover = onDemand<PopoverProps>('dialog', () => import('./popover-base.tsx'))
