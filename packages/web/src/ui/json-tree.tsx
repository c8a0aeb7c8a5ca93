import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronRight, Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { formatCount, plural } from '../lib/format.ts'
import { findInJson, type JsonRow, jsonRows } from '../lib/json-rows.ts'
import { CopyButton } from './copy-button.tsx'
import { TextInput } from './input.tsx'
import styles from './json-tree.module.css'

export interface JsonTreeProps {
  value: unknown
  label: string
}

const ROW_PX = 20
/** Longer texts are shown in part; copying takes the whole. */
const MOST_CHARACTERS = 300

/** A document to look into: folds, finds, and tells the path of what is under the cursor. Only the rows in view exist. */
export function JsonTree({ value, label }: JsonTreeProps) {
  const tree = useTree(value)
  const { rows, cursor, find, matches } = tree
  const row = rows[cursor]
  return (
    <div className={styles.tree}>
      <TextInput
        compact
        icon={<Search aria-hidden />}
        aria-label={`Find in ${label}`}
        placeholder="Find"
        value={find}
        onChange={({ target }) => tree.search(target.value)}
        onKeyDown={(event) => event.key === 'Enter' && tree.next(event.shiftKey ? -1 : 1)}
        end={find !== '' && <span className="num t3">{formatCount(matches.length)}</span>}
      />
      <Rows tree={tree} label={label} />
      <div className={styles.foot}>
        <span className="mono ell t2" title={row?.path}>
          {row?.path}
        </span>
        <span className="grow" />
        <CopyButton text={row?.path ?? ''} label="Copy the path" />
        <CopyButton text={() => valueText(row?.value)} label="Copy the value" />
      </div>
    </div>
  )
}

type Tree = ReturnType<typeof useTree>

function useTree(value: unknown) {
  /** Rows that are not as they are at first: the top open, all else folded. */
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set())
  const [find, setFind] = useState('')
  const [path, setPath] = useState<string>()
  const found = useMemo(() => findInJson(value, find), [value, find])
  const isOpen = (at: string, depth: number): boolean => (depth === 0 || found.open.has(at)) !== flipped.has(at)
  const rows = useMemo(() => jsonRows(value, isOpen), [value, flipped, found])
  const cursor = Math.max(0, path === undefined ? 0 : rows.findIndex((row) => row.path === path))
  const { matches } = found
  return {
    rows,
    cursor,
    find,
    matches,
    isOpen,
    matched: useMemo(() => new Set(matches), [matches]),
    move: (to: number) => setPath(rows[Math.max(0, Math.min(rows.length - 1, to))]?.path),
    toggle: (row: JsonRow) => {
      setPath(row.path)
      if (row.size) setFlipped((before) => symmetric(before, row.path))
    },
    search: (text: string) => {
      setFind(text)
      setFlipped(new Set())
      setPath(findInJson(value, text).matches[0])
    },
    next: (step: 1 | -1) => setPath(matches.at((matches.indexOf(path ?? '') + step) % Math.max(1, matches.length))),
  }
}

function symmetric(set: ReadonlySet<string>, item: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(item)) next.add(item)
  return next
}

function Rows({ tree, label }: { tree: Tree; label: string }) {
  const id = useId()
  const pane = useRef<HTMLDivElement>(null)
  const { rows, cursor } = tree
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => pane.current, estimateSize: () => ROW_PX, overscan: 10 })
  useEffect(() => virtual.scrollToIndex(cursor, { align: 'auto' }), [cursor])
  return (
    <div
      ref={pane}
      className={styles.rows}
      role="tree"
      aria-label={label}
      aria-activedescendant={id + cursor}
      tabIndex={0}
      onKeyDown={(event) => onKeyDown(event, tree)}
    >
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]
          return row && <Row key={row.path} id={id + index} row={row} tree={tree} at={index} start={start} />
        })}
      </div>
    </div>
  )
}

function Row({ id, row, tree, at, start }: { id: string; row: JsonRow; tree: Tree; at: number; start: number }) {
  const open = row.size ? tree.isOpen(row.path, row.depth) : undefined
  const name = row.key ?? row.index
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-expanded={open}
      aria-selected={at === tree.cursor}
      className={`${styles.row} mono`}
      data-found={tree.matched.has(row.path) || undefined}
      style={{ height: ROW_PX, paddingLeft: 6 + Math.min(row.depth, 20) * 12, transform: `translateY(${start}px)` }}
      onClick={() => tree.toggle(row)}
    >
      <span className={styles.fold} aria-hidden>
        {open === undefined ? null : open ? <ChevronDown /> : <ChevronRight />}
      </span>
      {name !== undefined && <span className={styles.key}>{name}</span>}
      <Value row={row} open={open === true} />
    </div>
  )
}

function Value({ row, open }: { row: JsonRow; open: boolean }) {
  const { value, size, hidden } = row
  if (hidden !== undefined) return <span className="t3">{formatCount(hidden)} more: copy to see all</span>
  if (size !== undefined) {
    const brackets = Array.isArray(value) ? '[]' : '{}'
    const said = plural(size, Array.isArray(value) ? 'entry' : 'key', Array.isArray(value) ? 'entries' : 'keys')
    return <span className="t3 ell">{size === 0 ? brackets : open ? said : `${brackets[0]} ${said} ${brackets[1]}`}</span>
  }
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, MOST_CHARACTERS)) : String(value)
  return (
    <span className={`${styles.value} ell`} data-type={value === null ? 'null' : typeof value} title={text.length > 30 ? text : undefined}>
      {text}
    </span>
  )
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, undefined, 2) ?? '')
}

function onKeyDown(event: KeyboardEvent, tree: Tree): void {
  const { rows, cursor, move, toggle, isOpen } = tree
  const row = rows[cursor]
  const open = row?.size !== undefined && row.size > 0 && isOpen(row.path, row.depth)
  const actions: Readonly<Record<string, () => void>> = {
    ArrowDown: () => move(cursor + 1),
    ArrowUp: () => move(cursor - 1),
    Home: () => move(0),
    End: () => move(Infinity),
    Enter: () => row && toggle(row),
    ' ': () => row && toggle(row),
    ArrowLeft: () => (open && row ? toggle(row) : move(rows.findLastIndex(({ depth }, at) => at < cursor && depth < (row?.depth ?? 0)))),
    ArrowRight: () => (row?.size && !open ? toggle(row) : move(cursor + 1)),
  }
  const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key]
  if (!action) return
  event.preventDefault()
  action()
}
