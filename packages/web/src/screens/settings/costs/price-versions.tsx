import type { PriceVersion } from '@relayscope/contract'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useDeletePrices, usePriceVersions } from '../../../api/costs.ts'
import { failureOf } from '../../../api/problem.ts'
import { formatCount } from '../../../lib/format.ts'
import { showToast } from '../../../lib/toast.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Pane } from '../../../ui/pane.tsx'
import { Note } from '../../../ui/states.tsx'
import { Ago } from '../../../ui/time-text.tsx'
import styles from './costs.module.css'
import shared from '../settings.module.css'

interface Props {
  chosen: string | undefined
  onChoose: (version: string | undefined) => void
}

export function PriceVersions({ chosen, onChoose }: Props) {
  const { data, error, isPending, refetch } = usePriceVersions()
  const [removing, setRemoving] = useState<PriceVersion>()
  return (
    <section aria-label="Price tables" className={styles.scroll}>
      <Pane
        what="The price tables"
        loading={isPending}
        failure={error && !data ? failureOf(error) : undefined}
        onRetry={() => void refetch()}
      >
        <table className={shared.table}>
          <thead>
            <tr>
              <th>Table</th>
              <th>Source</th>
              <th className={shared.figure}>Prices</th>
              <th>Holds from</th>
              <th>Until</th>
              <th>Currency</th>
              <th>Added</th>
              <th>Actions</th>
            </tr>
          </thead>
          <tbody>
            {data?.map((table) => (
              <tr key={table.version}>
                <td>
                  <Button
                    look="ghost"
                    size="small"
                    pressed={chosen === table.version}
                    onClick={() => onChoose(chosen === table.version ? undefined : table.version)}
                  >
                    {table.version}
                  </Button>
                </td>
                <td>{table.source || <span className="t3">not named</span>}</td>
                <td className={shared.figure}>{formatCount(table.rows)}</td>
                <td className="num">{table.validFrom}</td>
                <td className="num">{table.validTo ?? <span className="t3">open</span>}</td>
                <td>{table.currencies.join(', ')}</td>
                <td>
                  {table.uploadedAt === null ? (
                    <span className="t3">came with the product</span>
                  ) : (
                    <Added table={table} at={table.uploadedAt} />
                  )}
                </td>
                <td>
                  {!table.bundled && (
                    <div className={shared.tools}>
                      <IconButton look="ghost" size="small" label={`Take ${table.version} out of use`} onClick={() => setRemoving(table)}>
                        <Trash2 aria-hidden />
                      </IconButton>
                    </div>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Pane>
      {removing && <RemoveDialog table={removing} onClose={() => setRemoving(undefined)} />}
    </section>
  )
}

function Added({ table, at }: { table: PriceVersion; at: string }) {
  return (
    <>
      <Ago iso={at} /> <span className="t3">by {table.uploadedBy}</span>
    </>
  )
}

function RemoveDialog({ table, onClose }: { table: PriceVersion; onClose: () => void }) {
  const remove = useDeletePrices()
  const confirm = (): void => remove.mutate(table.version, { onSuccess: () => (showToast(`${table.version} is out of use`), onClose()) })
  return (
    <Dialog title={`Take ${table.version} out of use?`} open onOpenChange={(open) => !open && onClose()}>
      <div className={shared.form}>
        <p>Calls from now on are priced by the tables below it. Calls that were priced by it keep their cost.</p>
        {remove.error && <Note tone="warning">{failureOf(remove.error).message}</Note>}
        <div className={shared.actions}>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="critical" disabled={remove.isPending} onClick={confirm}>
            Take it out
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
