/**
 * Popups are loaded when somebody goes for one: until then their trigger is a plain button. Positioning and focus
 * handling weigh some 50 kB, and most visits never open a menu.
 */
import { cloneElement, type ComponentType, lazy, type ReactElement, Suspense, useState } from 'react'

interface Popup {
  /** Must be a button; it gets the behaviour of the trigger. */
  trigger: ReactElement<React.ComponentProps<'button'>>
}

interface Opened {
  open: boolean
  onOpenChange: (open: boolean) => void
}

type Kind = 'dialog' | 'menu' | 'listbox'

export function onDemand<Props extends Popup & Opened>(kind: Kind, load: () => Promise<{ default: ComponentType<Props> }>) {
  const Loaded = lazy(load)
  return function OnDemand(props: Props) {
    const { trigger, open, onOpenChange } = props
    const [wanted, setWanted] = useState(open)
    const plain = cloneElement(trigger, {
      'aria-haspopup': kind,
      'aria-expanded': false,
      onPointerEnter: () => void load(),
      onFocus: () => void load(),
      onClick: () => {
        setWanted(true)
        onOpenChange(true)
      },
    })
    if (!wanted && !open) return plain
    return (
      <Suspense fallback={trigger}>
        <Loaded {...props} />
      </Suspense>
    )
  }
}
