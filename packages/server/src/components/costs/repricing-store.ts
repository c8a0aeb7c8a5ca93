/** The statements of repricings. A state only changes from one that is expected, so two processes never both move it. */
import type { Repricing } from '@relayscope/contract'
import type { ControlPlane } from '../../planes/control/plane.ts'
import { storableJson } from '../../planes/control/storable.ts'

export type RepricingState = Repricing['state']
export type RepricingDocument = Omit<Repricing, 'id' | 'state' | 'createdAt' | 'updatedAt'>

export interface StoredRepricing {
  id: string
  project: string
  state: RepricingState
  document: RepricingDocument
  createdAt: Date
  updatedAt: Date
}

export interface RepricingStore {
  list(project: string): Promise<StoredRepricing[]>
  find(project: string, id: string): Promise<StoredRepricing | undefined>
  /** The oldest that waits for work or was left in the middle of it. */
  next(): Promise<StoredRepricing | undefined>
  insert(job: StoredRepricing): Promise<void>
  /** Undefined where the state is none of those expected. */
  move(
    job: Pick<StoredRepricing, 'id' | 'document'>,
    from: RepricingState[],
    to: RepricingState,
    at: Date,
  ): Promise<StoredRepricing | undefined>
  onChange(listener: () => void): Promise<void>
}

const CHANNEL = 'repricings_changed'
const LISTED = 50
const COLUMNS = 'id, project, state, document, created_at, updated_at'

interface Row {
  id: string
  project: string
  state: RepricingState
  document: RepricingDocument
  created_at: Date
  updated_at: Date
}

export function createRepricingStore(control: ControlPlane): RepricingStore {
  return {
    async list(project) {
      const rows = await control.query<Row>(
        `select ${COLUMNS} from repricings where project = $1 order by created_at desc limit ${LISTED}`,
        [project],
      )
      return rows.map(stored)
    },
    async find(project, id) {
      const [row] = await control.query<Row>(`select ${COLUMNS} from repricings where project = $1 and id = $2`, [project, id])
      return row && stored(row)
    },
    async next() {
      const [row] = await control.query<Row>(
        `select ${COLUMNS} from repricings where state in ('comparing', 'writing') order by created_at limit 1`,
      )
      return row && stored(row)
    },
    async insert({ id, project, state, document, createdAt }) {
      await control.query(
        'insert into repricings (id, project, state, document, created_at, updated_at) values ($1, $2, $3, $4::jsonb, $5, $5)',
        [id, project, state, storableJson(document), createdAt],
      )
      await control.notify(CHANNEL)
    },
    async move({ id, document }, from, to, at) {
      const [row] = await control.query<Row>(
        `update repricings set state = $2, document = $3::jsonb, updated_at = $4 where id = $1 and state = any($5) returning ${COLUMNS}`,
        [id, to, storableJson(document), at, from],
      )
      if (row && row.state !== from[0]) await control.notify(CHANNEL)
      return row && stored(row)
    },
    async onChange(listener) {
      await control.listen(CHANNEL, listener, { onGap: listener })
    },
  }
}

function stored({ id, project, state, document, created_at, updated_at }: Row): StoredRepricing {
  return { id, project, state, document, createdAt: created_at, updatedAt: updated_at }
}
