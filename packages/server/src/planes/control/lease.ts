/**
 * Leases: of all processes, one does a job. The engine's clock decides, so the clocks of the processes need not agree.
 *
 * A lease is held by whoever got the newest fencing token; a holder that was paused beyond its time learns so at the next
 * renewal, and a write that carries its old token can be refused by whoever sees a newer one.
 */
import type { ControlQueries, Leases } from './plane.ts'

// clock_timestamp(), not now(): now() is the start of the transaction, which may have waited for the row's lock.
const until = (parameter: string): string => `clock_timestamp() + make_interval(secs => ${parameter}::float8 / 1000)`

const acquireSql = `
  insert into leases as lease (name, holder, token, until) values ($1, $2, 1, ${until('$3')})
  on conflict (name) do update set holder = excluded.holder, token = lease.token + 1, until = ${until('$3')}
  where lease.until <= clock_timestamp()
  returning token`

const renewSql = `
  update leases set until = ${until('$3')}
  where name = $1 and token = $2 and until > clock_timestamp()
  returning token`

const releaseSql = `update leases set until = '-infinity' where name = $1 and token = $2`

/** A row is kept after release, because its token must never go back. */
export function createLeases(control: Pick<ControlQueries, 'query'>): Leases {
  return {
    async acquire(name, holder, ttlMs) {
      const [row] = await control.query<{ token: number }>(acquireSql, [name, holder, ttlMs])
      return row && { name, holder, token: Number(row.token) }
    },
    async renew(lease, ttlMs) {
      return (await control.query(renewSql, [lease.name, lease.token, ttlMs])).length === 1
    },
    async release(lease) {
      await control.query(releaseSql, [lease.name, lease.token])
    },
  }
}

/** The embedded engine has one process: whoever held a lease before this start is dead. */
export async function freeAllLeases(control: Pick<ControlQueries, 'query'>): Promise<void> {
  await control.query(`update leases set until = '-infinity'`)
}
