/** What the list is asked, saved under a name for everybody in the project, and what was saved before. */
import { Bookmark, ChevronDown } from 'lucide-react'
import { createElement, useState } from 'react'
import { part, useLoaded } from '../lib/use-loaded.ts'
import { Button } from '../ui/button.tsx'
import { Popover } from '../ui/popover.tsx'
import { SkeletonRows } from '../ui/states.tsx'
import styles from './views-button.module.css'
import type { ViewsListProps } from './views-list.tsx'

const listPart = part(() => import('./views-list.tsx').then((module) => module.ViewsList))

export function ViewsButton(props: Omit<ViewsListProps, 'onDone'>) {
  const [open, setOpen] = useState(false)
  const list = useLoaded(listPart, open)
  const trigger = (
    <Button>
      <Bookmark aria-hidden />
      Views
      <ChevronDown aria-hidden />
    </Button>
  )
  return (
    <Popover label="Saved views" open={open} onOpenChange={setOpen} trigger={trigger} className={styles.popup}>
      {list ? createElement(list, { ...props, onDone: () => setOpen(false) }) : <SkeletonRows rowHeight={30} rows={4} />}
    </Popover>
  )
}
