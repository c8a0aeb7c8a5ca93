/**
 * Popups are loaded when somebody goes for one: until then their trigger is a plain button. Positioning and focus
 * handling weigh some 50 kB, and most visits never open a menu.
 */
import { cloneElement, type ComponentType, createElement, type ReactElement, useState } from 'react'
import { part, useLoaded } from '../lib/use-loaded.ts'

interface Popup {
  /** Must be a button; it gets the behaviour of the trigger. */
  trigger: ReactElement<React.ComponentProps<'button'>>
  open: boolean
  onOpenChange: (open: boolean) => void
}

type Kind = 'dialog' | 'menu' | 'listbox'

export function onDemand<Props extends Popup>(kind: Kind, load: () => Promise<{ default: ComponentType<Props> }>) {
  const source = part(() => load().then((module) => module.default))
  return function OnDemand(props: Props) {
    const { trigger, open, onOpenChange } = props
    const [wanted, setWanted] = useState(open)
    if (open && !wanted) setWanted(true)
    const loaded = useLoaded(source, wanted)
    if (wanted && loaded) return createElement(loaded, props)
    const ahead = (): void => void source.load().catch(() => undefined)
    return cloneElement(trigger, {
      'aria-haspopup': kind,
      'aria-expanded': open,
      onPointerEnter: ahead,
      onFocus: ahead,
      onClick: () => onOpenChange(!open),
    })
  }
}
