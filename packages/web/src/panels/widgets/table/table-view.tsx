import { ArrowDown, ArrowUp } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Sparkline } from '../../../charts/sparkline.tsx'
import { NoPoints } from '../../frames/no-points.tsx'
import { Empty } from '../../../ui/states.tsx'
import { isFrame, itemsOf, textOption } from '../options.ts'
import { Unfit } from '../unfit.tsx'
import type { WidgetViewProps } from '../widget-type.ts'
import { type Cell, sortRows, type TableColumn, type TableData, tableOfFrame, tableOfItems } from './table-rows.ts'
import styles from './table.module.css'

export function TableView(props: WidgetViewProps) {
  const { data, options } = props
  const unit = textOption(options, 'unit')
  const list = textOption(options, 'items')
  const columns = columnsOption(options['columns'])
  const table = useMemo((): TableData | undefined => {
    if (isFrame(data)) return tableOfFrame(data, unit ?? data.unit)
    const items = itemsOf(data, list)
    return items && tableOfItems(items, columns)
  }, [data, unit, list, columns.join('\n')])
  if (!table) return <Unfit />
  if (table.rows.length === 0) return isFrame(data) ? <NoPoints warnings={data.warnings} /> : <Empty title="Nothing in this range" />
  return <Table table={table} {...props} />
}

/** As a list, or as one text with commas between. */
function columnsOption(columns: unknown): readonly string[] {
  if (typeof columns === 'string')
    return columns
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean)
  return Array.isArray(columns) ? columns.filter((each) => typeof each === 'string') : []
}

function Table({ table, title, data, onDrill }: WidgetViewProps & { table: TableData }) {
  const { columns } = table
  const [sort, setSort] = useState<{ column: number; descending: boolean }>()
  const rows = useMemo(() => (sort ? sortRows(table.rows, sort.column, sort.descending) : table.rows), [table, sort])
  const withSparks = rows.some(({ values }) => values !== undefined)
  const span = spanOf(data)
  const order = (column: number): void =>
    setSort({ column, descending: sort?.column === column ? !sort.descending : (columns[column]?.numeric ?? false) })
  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={`${title}, table`}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column, at) => (
              <Head key={column.id} column={column} sorted={sort?.column === at ? sort.descending : undefined} onSort={() => order(at)} />
            ))}
            {withSparks && <th>Over time</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, cells, labels, values }) => (
            <tr key={id}>
              {cells.map((cell, at) => (
                <td key={columns[at]?.id} data-numeric={columns[at]?.numeric || undefined}>
                  {at === 0 && onDrill && span ? (
                    <button type="button" onClick={() => onDrill(span, labels)} title="See what is behind it">
                      {textOf(cell, columns[at])}
                    </button>
                  ) : (
                    textOf(cell, columns[at])
                  )}
                </td>
              ))}
              {withSparks && <td className={styles.spark}>{values && <Sparkline label="Over time" values={values} />}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Head({ column, sorted, onSort }: { column: TableColumn; sorted: boolean | undefined; onSort: () => void }) {
  return (
    <th data-numeric={column.numeric || undefined} aria-sort={sorted === undefined ? undefined : sorted ? 'descending' : 'ascending'}>
      <button type="button" onClick={onSort}>
        {column.label}
        {sorted !== undefined && (sorted ? <ArrowDown aria-hidden /> : <ArrowUp aria-hidden />)}
      </button>
    </th>
  )
}

function textOf(cell: Cell, column: TableColumn | undefined) {
  if (cell === undefined) return <span className="t3">–</span>
  return typeof cell === 'number' ? (
    <span className="num">{column?.text(cell) ?? cell}</span>
  ) : cell === '' ? (
    <span className="t3">none</span>
  ) : (
    cell
  )
}

/** The range of the answer, where it says one; a list says none, and its rows lead nowhere in time. */
function spanOf(data: unknown): { fromMs: number; toMs: number } | undefined {
  return isFrame(data) ? { fromMs: Date.parse(data.from), toMs: Date.parse(data.to) } : undefined
}
