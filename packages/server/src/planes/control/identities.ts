/** Places of names, given once and kept (see tables.ts). */
import type { IdentityKind } from './tables.ts'
import type { ControlPlane } from './plane.ts'
import { storableText } from './storable.ts'

/** Beyond it a new name gets no place of its own: names come from clients, and a sender may make them up without end. */
const maxPerKind = 10_000

const readSql = 'select name, position from identities where project = $1 and kind = $2 and name = any($3::text[])'

/** Under a lock, so that two who see new names at once do not give one place twice. */
const addSql = `
  insert into identities (project, kind, name, position)
  select $1, $2, added.name, seen.count + row_number() over (order by added.place) - 1
  from unnest($3::text[]) with ordinality as added (name, place),
    (select count(*) as count from identities where project = $1 and kind = $2) as seen
  where seen.count < ${maxPerKind} and not exists (select from identities as known where known.project = $1 and known.kind = $2 and known.name = added.name)`

interface Identity {
  name: string
  position: number
}

/** The place of each name; those that are new get the next ones, in the order given. At most 1000 names a call. */
export async function positionsOf(
  control: Pick<ControlPlane, 'query' | 'transaction'>,
  project: string,
  kind: IdentityKind,
  names: readonly string[],
): Promise<Map<string, number>> {
  const wanted = [...new Set(names.map(storableText))].slice(0, 1000)
  let found = await control.query<Identity>(readSql, [project, kind, wanted])
  if (found.length < wanted.length) {
    found = await control.transaction(async ({ query }) => {
      await query('select pg_advisory_xact_lock(hashtextextended($1, 7700))', [JSON.stringify([project, kind])])
      await query(addSql, [project, kind, wanted])
      return query<Identity>(readSql, [project, kind, wanted])
    })
  }
  const positions = new Map(found.map(({ name, position }) => [name, position]))
  return new Map(
    names.flatMap((name) => (positions.has(storableText(name)) ? [[name, positions.get(storableText(name)) as number] as const] : [])),
  )
}
