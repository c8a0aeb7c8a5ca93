import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { Search } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './command-palette.module.css'
import { Kbd } from './marks.tsx'
import popup from './popup.module.css'

export interface Command {
  readonly id: string
  readonly label: string
  readonly icon?: ReactNode
  /** What stands at its end: a count, an age. */
  readonly detail?: string
  /** The keys that do the same: `g t`. */
  readonly keys?: string
  readonly run: () => void
}

export interface CommandGroup {
  readonly value: string
  readonly items: readonly Command[]
}

export interface CommandPaletteProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  placeholder: string
  query: string
  onQuery: (query: string) => void
  /** Already those that fit the query. */
  groups: readonly CommandGroup[]
  /** Something is still being looked for. */
  busy: boolean
}

export function CommandPalette({ open, onOpenChange, placeholder, query, onQuery, groups, busy }: CommandPaletteProps) {
  const choose = (command: Command): void => {
    onOpenChange(false)
    command.run()
  }
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={popup.scrim} />
        <Dialog.Popup className={styles.palette} aria-label="Search or jump to">
          <Autocomplete.Root
            open
            inline
            mode="none"
            items={groups}
            value={query}
            onValueChange={(next, { reason }) => {
              if (reason !== 'item-press') onQuery(next)
            }}
            itemToStringValue={({ label }: Command) => label}
            autoHighlight="always"
            keepHighlight
          >
            <div className={styles.query}>
              <Search aria-hidden />
              <Autocomplete.Input placeholder={placeholder} aria-label={placeholder} spellCheck={false} />
              <Dialog.Close className={styles.close} aria-label="Close">
                <Kbd>esc</Kbd>
              </Dialog.Close>
            </div>
            <Autocomplete.Empty>
              {groups.length === 0 && <p className={styles.nothing}>{busy ? 'Looking' : 'Nothing found'}</p>}
            </Autocomplete.Empty>
            <Autocomplete.List className={styles.list}>
              {(group: CommandGroup) => (
                <Autocomplete.Group key={group.value} items={group.items}>
                  <Autocomplete.GroupLabel className={styles.group}>{group.value}</Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(item: Command) => <Item key={item.id} item={item} onChoose={choose} />}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Item({ item, onChoose }: { item: Command; onChoose: (command: Command) => void }) {
  return (
    <Autocomplete.Item value={item} className={styles.item} onClick={() => onChoose(item)}>
      {item.icon}
      <span className="ell">{item.label}</span>
      {item.detail !== undefined && <span className={styles.detail}>{item.detail}</span>}
      {item.keys !== undefined && (
        <span className={styles.keys} aria-hidden>
          {item.keys.split(' ').map((key) => (
            <Kbd key={key}>{key.toUpperCase()}</Kbd>
          ))}
        </span>
      )}
    </Autocomplete.Item>
  )
}
