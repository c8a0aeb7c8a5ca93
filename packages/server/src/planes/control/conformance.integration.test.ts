/** One suite, both engines: what the control plane promises (plane.ts), held by PGlite and by a PostgreSQL server alike. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { and, eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type PostgresServer, startPostgres } from '../../../test/postgres/start-postgres.ts'
import { connectControl, type ControlOptions } from './connect.ts'
import { ControlError, isUniqueViolation } from './control-error.ts'
import { positionsOf } from './identities.ts'
import { migrationOf, readMigrations } from './migrate.ts'
import type { ControlPlane } from './plane.ts'
import { flags, identities, projectSettings } from './tables.ts'

const folders: string[] = []
let postgres: PostgresServer | undefined

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'relayscope-control-'))
  folders.push(folder)
  return folder
}

const engines: { engine: ControlPlane['engine']; emptyDatabase: () => Promise<ControlOptions> }[] = [
  { engine: 'embedded', emptyDatabase: async () => ({ dataDir: await emptyFolder() }) },
  {
    engine: 'server',
    async emptyDatabase() {
      postgres ??= await startPostgres()
      return { dataDir: '/nowhere', postgresUrl: await postgres.createDatabase() }
    },
  },
]

afterAll(async () => {
  await postgres?.stop()
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

const nasty = 'naïve 漢字 🎈 \u202e\ufeff \' " \\ $1 %s \n\n; drop table projects; --'

describe.each(engines)('the control plane on its $engine engine', ({ engine, emptyDatabase }) => {
  let options: ControlOptions
  let control: ControlPlane

  beforeAll(async () => {
    options = await emptyDatabase()
    control = await connectControl(options)
    await control.query('create table things (id text primary key, size bigint)')
  })
  afterAll(() => control?.close())
  afterEach(async () => void (await control.query('truncate things')))

  const things = (): Promise<{ id: string }[]> => control.query('select id from things order by id')

  test('says which engine it is', () => {
    expect(control.engine).toBe(engine)
    expect(control.version).toContain('PostgreSQL')
  })

  describe('values', () => {
    test('come back the same from both engines', async () => {
      const [row] = await control.query(
        `select 7::int8 as small, 9007199254740993::int8 as large, 1.50::numeric as exact, 0.5::float8 as real, '2026-03-01'::date as day,
          '2026-03-01T12:00:00.123+02'::timestamptz as time, '\\x00ff'::bytea as bytes, '{"a":[1,null]}'::jsonb as document, array['a',null] as list, null as nothing, true as truth`,
      )
      expect(row).toMatchObject({
        small: 7,
        large: 9007199254740993n,
        exact: '1.50',
        real: 0.5,
        day: '2026-03-01',
        time: new Date('2026-03-01T10:00:00.123Z'),
        document: { a: [1, null] },
        list: ['a', null],
        nothing: null,
        truth: true,
      })
      expect([...(row as { bytes: Uint8Array }).bytes]).toEqual([0, 255])
    })

    test('go in the same way', async () => {
      const time = new Date('2026-03-01T10:00:00.123Z')
      const [row] = await control.query(
        'select $1::text as words, $2::bigint as size, $3::timestamptz as time, $4::text[] as list, $5::bytea as bytes, $6::jsonb as document, $7::boolean as truth, $8::text as nothing, $9::float8 as real, $10::int[] as numbers',
        [
          nasty,
          2n ** 60n,
          time,
          ['a', nasty, 'NULL', ''],
          new Uint8Array([0, 1, 255]),
          JSON.stringify({ nasty }),
          false,
          null,
          0.1,
          [1, 2],
        ],
      )
      expect(row).toMatchObject({
        words: nasty,
        size: 2n ** 60n,
        time,
        list: ['a', nasty, 'NULL', ''],
        document: { nasty },
        truth: false,
        nothing: null,
        real: 0.1,
        numbers: [1, 2],
      })
      expect([...(row as { bytes: Uint8Array }).bytes]).toEqual([0, 1, 255])
    })

    test('time is UTC and text is UTF-8', async () => {
      const [row] = await control.query(
        `select current_setting('TimeZone') as zone, current_setting('server_encoding') as encoding, length('🎈') as length`,
      )
      expect(row).toEqual({ zone: 'UTC', encoding: 'UTF8', length: 1 })
    })

    test('NUL by hand is refused, and the plane goes on', async () => {
      await expect(control.query('insert into things (id) values ($1)', ['a\u0000b'])).rejects.toMatchObject({
        code: 'control_failed',
        sqlState: '22021',
        retryable: false,
      })
      await expect(control.query('select $1::jsonb', [JSON.stringify('a\u0000b')])).rejects.toMatchObject({ code: 'control_failed' })
      await expect(control.query('select $1::jsonb', ['"\\ud800"'])).rejects.toMatchObject({ code: 'control_failed' })
      expect(await things()).toEqual([])
    })
  })

  describe('errors', () => {
    test('carry SQLSTATE, and are for good unless they say otherwise', async () => {
      await control.query(`insert into things values ('a')`)
      const twice = await control.query(`insert into things values ('a')`).catch((error: unknown) => error)
      expect(twice).toBeInstanceOf(ControlError)
      expect(twice).toMatchObject({ sqlState: '23505', retryable: false })
      expect(isUniqueViolation(twice)).toBe(true)
      await expect(control.query('selekt')).rejects.toMatchObject({ sqlState: '42601', retryable: false })
    })

    test('come through Drizzle recognisably', async () => {
      await control.db.insert(flags).values({ name: 'twice', enabled: true })
      const twice = await control.db
        .insert(flags)
        .values({ name: 'twice', enabled: true })
        .catch((error: unknown) => error)
      expect(isUniqueViolation(twice)).toBe(true)
    })

    test('one statement at a time: a second one hidden behind the first is refused', async () => {
      await expect(control.query(`insert into things values ($1); insert into things values ('b')`, ['a'])).rejects.toMatchObject({
        sqlState: '42601',
      })
      expect(await things()).toEqual([])
    })
  })

  describe('transactions', () => {
    test('keep all of it, through either door', async () => {
      const result = await control.transaction(async ({ query, db }) => {
        await query(`insert into things values ('a')`)
        await db.insert(flags).values({ name: 'kept', enabled: true })
        return 'done'
      })
      expect(result).toBe('done')
      expect(await things()).toEqual([{ id: 'a' }])
      expect(await control.db.select().from(flags).where(eq(flags.name, 'kept'))).toHaveLength(1)
    })

    test('keep nothing when the work throws, and pass on what it threw', async () => {
      const failing = control.transaction(async ({ query, db }) => {
        await query(`insert into things values ('a')`)
        await db.insert(flags).values({ name: 'dropped', enabled: true })
        throw new ControlError('control_failed', 'on purpose')
      })
      await expect(failing).rejects.toThrow('on purpose')
      expect(await things()).toEqual([])
      expect(await control.db.select().from(flags).where(eq(flags.name, 'dropped'))).toEqual([])
    })

    test('keep nothing when a statement fails, even if the work goes on', async () => {
      const failing = control.transaction(async ({ query }) => {
        await query(`insert into things values ('a')`)
        await query('selekt').catch(() => {})
        await query(`insert into things values ('b')`)
      })
      await expect(failing).rejects.toMatchObject({ sqlState: '25P02' })
      expect(await things()).toEqual([])
    })

    test('can be nested: an inner failure takes back only the inner part', async () => {
      await control.transaction(async ({ query, db }) => {
        await query(`insert into things values ('outer')`)
        await db
          .transaction(async (inner) => {
            await inner.insert(flags).values({ name: 'inner', enabled: true })
            throw new Error('taken back')
          })
          .catch(() => {})
      })
      expect(await things()).toEqual([{ id: 'outer' }])
      expect(await control.db.select().from(flags).where(eq(flags.name, 'inner'))).toEqual([])
    })

    test('Drizzle may begin one itself', async () => {
      await control.db.transaction(async (db) => void (await db.insert(flags).values({ name: 'by drizzle', enabled: false })))
      expect(await control.db.select().from(flags).where(eq(flags.name, 'by drizzle'))).toHaveLength(1)
    })

    test('many at once lose no update', async () => {
      await control.query(`insert into things values ('n', 0)`)
      await Promise.all(
        Array.from({ length: 20 }, () =>
          control.transaction(async ({ query }) => {
            const [row] = await query<{ size: number }>(`select size from things where id = 'n' for update`)
            await query(`update things set size = $1 where id = 'n'`, [(row?.size ?? 0) + 1])
          }),
        ),
      )
      expect(await control.query('select size from things')).toEqual([{ size: 20 }])
    })

    test('refuse the plane inside, in place of waiting for ever, and give it back afterwards', async () => {
      let later: Promise<unknown> = Promise.resolve()
      await expect(control.transaction(() => control.query('select 1'))).rejects.toThrow('bug')
      await expect(control.transaction(() => control.transaction(async () => 1))).rejects.toThrow('bug')
      await control.transaction(async () => {
        later = new Promise((resolve) => setTimeout(resolve, 50)).then(() => control.query('select 1 as one'))
      })
      await expect(later).resolves.toEqual([{ one: 1 }])
    })
  })

  describe('listen and notify', () => {
    test('a message reaches every listener of its channel, with its text', async () => {
      const heard: string[] = []
      const leaveFirst = await control.listen('things_changed', (payload) => heard.push(`1 ${payload}`))
      const leaveSecond = await control.listen('things_changed', (payload) => heard.push(`2 ${payload}`))
      await control.notify('things_changed', nasty)
      await control.notify('other_things', 'x')
      await vi.waitFor(() => expect(heard.sort()).toEqual([`1 ${nasty}`, `2 ${nasty}`]))
      await leaveFirst()
      await control.notify('things_changed', 'more')
      await vi.waitFor(() => expect(heard).toContain('2 more'))
      await leaveSecond()
      expect(heard).not.toContain('1 more')
    })

    test('from a transaction it goes out when that commits, and only then', async () => {
      const heard: string[] = []
      const leave = await control.listen('things_changed', (payload) => heard.push(payload))
      await control
        .transaction(async ({ notify }) => {
          await notify('things_changed', 'dropped')
          throw new Error('taken back')
        })
        .catch(() => {})
      await control.transaction(async ({ notify }) => {
        await notify('things_changed', 'kept')
        await new Promise((resolve) => setTimeout(resolve, 30))
        expect(heard).toEqual([])
      })
      await vi.waitFor(() => expect(heard).toEqual(['kept']))
      await leave()
    })

    test('a listener that throws harms nobody; one may use the plane', async () => {
      const found: unknown[] = []
      const leaves = [
        await control.listen('things_changed', () => {
          throw new Error('no')
        }),
        await control.listen('things_changed', () => void control.query('select 1 as one').then((rows) => found.push(rows))),
      ]
      await control.notify('things_changed')
      await vi.waitFor(() => expect(found).toEqual([[{ one: 1 }]]))
      for (const leave of leaves) await leave()
    })

    test('bounds: names of channels and size of messages', async () => {
      await expect(control.listen('x; drop table things', () => {})).rejects.toThrow('no channel')
      await expect(control.notify('x"', '')).rejects.toThrow('no channel')
      await expect(control.notify('things_changed', 'x'.repeat(8000))).rejects.toThrow('7900 bytes')
    })
  })

  describe('leases', () => {
    const expire = (name: string): Promise<unknown> =>
      control.query(`update leases set until = clock_timestamp() - interval '1 second' where name = $1`, [name])

    test('of many who ask at once exactly one gets it', async () => {
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, index) => control.leases.acquire('contested', `holder ${index}`, 60_000)),
      )
      expect(answers.filter(Boolean)).toHaveLength(1)
      expect(await control.leases.acquire('contested', answers.find(Boolean)?.holder ?? '', 60_000)).toBeUndefined()
    })

    test('renewed by its holder; free when released; the token always grows', async () => {
      const first = await control.leases.acquire('renewed', 'a', 60_000)
      expect(first).toMatchObject({ name: 'renewed', holder: 'a', token: 1 })
      if (!first) return
      expect(await control.leases.renew(first, 60_000)).toBe(true)
      await control.leases.release(first)
      expect(await control.leases.renew(first, 60_000)).toBe(false)
      expect(await control.leases.acquire('renewed', 'b', 60_000)).toMatchObject({ holder: 'b', token: 2 })
    })

    test("once expired it is the next one's, and the late holder can neither renew nor release it", async () => {
      const late = await control.leases.acquire('expired', 'late', 60_000)
      await expire('expired')
      const next = await control.leases.acquire('expired', 'next', 60_000)
      expect(next?.token).toBe(2)
      if (!late || !next) throw new Error('no lease')
      expect(await control.leases.renew(late, 60_000)).toBe(false)
      await control.leases.release(late)
      expect(await control.leases.renew(next, 60_000)).toBe(true)
    })

    test('of many who see it expire exactly one gets it', async () => {
      await control.leases.acquire('race', 'old', 60_000)
      await expire('race')
      const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => control.leases.acquire('race', `holder ${index}`, 60_000)))
      expect(answers.filter(Boolean).map((lease) => lease?.token)).toEqual([2])
    })
  })

  describe('tables', () => {
    test('round trip through Drizzle, with what PostgreSQL cannot hold replaced', async () => {
      const value = JSON.parse('{"__proto__": {"x": "a\\u0000b"}, "\\u0000key": ["\\ud800", "🎈", 1.5, null]}') as unknown
      await control.db.insert(projectSettings).values({ project: 'default', key: `${nasty}\u0000`, value })
      const [row] = await control.db
        .select()
        .from(projectSettings)
        .where(eq(projectSettings.key, `${nasty}\u0000`))
      expect(row).toMatchObject({ project: 'default', key: `${nasty}\ufffd`, updatedAt: expect.any(Date) })
      expect(Object.entries(row?.value as object)).toEqual([
        ['\ufffdkey', ['\ufffd', '🎈', 1.5, null]],
        ['__proto__', { x: 'a\ufffdb' }],
      ])
    })

    test.each([['text'], [12], [true], [[]], [{}]])('a settings document may be %j', async (value) => {
      await control.db
        .insert(projectSettings)
        .values({ project: 'default', key: 'any', value })
        .onConflictDoUpdate({ target: [projectSettings.project, projectSettings.key], set: { value } })
      const [row] = await control.query<{ kind: string }>(`select jsonb_typeof(value) as kind from settings where key = 'any'`)
      const [read] = await control.db.select({ value: projectSettings.value }).from(projectSettings).where(eq(projectSettings.key, 'any'))
      expect(read?.value).toEqual(value)
      expect(row?.kind).toBe(Array.isArray(value) ? 'array' : typeof value)
    })

    test('a time goes in and comes out as the same instant', async () => {
      const updatedAt = new Date('2026-07-01T23:59:59.999Z')
      await control.db.insert(flags).values({ name: 'timed', enabled: true, updatedAt })
      expect(
        await control.db
          .select()
          .from(flags)
          .where(and(eq(flags.name, 'timed'), eq(flags.updatedAt, updatedAt))),
      ).toEqual([{ name: 'timed', enabled: true, updatedAt }])
    })

    test('names get their places once, in order, whoever asks at the same time', async () => {
      expect(await positionsOf(control, 'default', 'model', ['b', 'a'])).toEqual(
        new Map([
          ['b', 0],
          ['a', 1],
        ]),
      )
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, index) => positionsOf(control, 'default', 'model', ['a', 'c', `model ${index}`, 'c'])),
      )
      for (const answer of answers) expect([answer.get('a'), answer.get('c')]).toEqual([1, answers[0]?.get('c')])
      const rows = await control.db.select({ position: identities.position }).from(identities).where(eq(identities.kind, 'model'))
      expect(rows.map(({ position }) => position).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
      expect(await positionsOf(control, 'default', 'provider', ['\u0000'])).toEqual(new Map([['\u0000', 0]]))
    })
  })

  test('closing waits for what is in flight, and ends it all', async () => {
    const own = await connectControl(await emptyDatabase())
    const running = own.query('select 1 as one')
    const writing = own.transaction(async ({ query }) => query('select 2 as two'))
    await Promise.all([own.close(), own.close()])
    expect(await running).toEqual([{ one: 1 }])
    expect(await writing).toEqual([{ two: 2 }])
    await expect(own.query('select 1')).rejects.toMatchObject({ code: 'control_closed' })
    await expect(own.transaction(async () => 1)).rejects.toMatchObject({ code: 'control_closed' })
    await expect(own.listen('things_changed', () => {})).rejects.toMatchObject({ code: 'control_closed' })
  })

  test(
    'migrations: applied once, refused when changed, missing here, or failing; a refusal changes nothing',
    { timeout: 120_000 },
    async () => {
      const place = await emptyDatabase()
      const first = migrationOf('0001_one.sql', `create table one (id int); insert into one values (1);\n`)
      const second = migrationOf('0002_two.sql', 'alter table one add column name text')
      const broken = migrationOf('0002_two.sql', `insert into one values (2); selekt`)
      const open = async (migrations: (typeof first)[]): Promise<ControlPlane> => connectControl(place, { migrations: [...migrations] })
      // The embedded engine frees leases at the start, so that table must be there.
      const leases = migrationOf(
        '0001_one.sql',
        `${first.script} create table leases (name text primary key, holder text, token bigint, until timestamptz);`,
      )

      await expect(open([leases, broken])).rejects.toMatchObject({
        code: 'migration_failed',
        message: expect.stringContaining('migration 2 (two) failed'),
      })
      let own = await open([leases])
      expect(await own.query('select id from one')).toEqual([{ id: 1 }])
      await own.close()
      await expect(open([leases, broken])).rejects.toMatchObject({ code: 'migration_failed' })
      own = await open([leases, second])
      expect(await own.query('select id, name from one')).toEqual([{ id: 1, name: null }])
      expect(await own.query('select number, name, checksum from schema_migrations order by number')).toEqual([
        { number: 1, name: 'one', checksum: leases.checksum },
        { number: 2, name: 'two', checksum: second.checksum },
      ])
      await own.close()
      await expect(open([leases])).rejects.toMatchObject({ code: 'migration_newer', message: expect.stringContaining('migration 2 (two)') })
      await expect(open([leases, migrationOf('0002_two.sql', 'select 1')])).rejects.toMatchObject({ code: 'migration_changed' })
    },
  )

  test('the migrations of this version are whole, numbered and stay as released', async () => {
    const migrations = await readMigrations()
    const applied = await control.query('select number, name, checksum from schema_migrations order by number')
    expect(applied).toEqual(migrations.map(({ number, name, checksum }) => ({ number, name, checksum })))
  })
})

describe('several processes on one server', () => {
  let options: ControlOptions
  beforeAll(async () => {
    const server = engines.find(({ engine }) => engine === 'server')
    if (server) options = await server.emptyDatabase()
  })

  test('that start at once migrate once', async () => {
    const planes = await Promise.all([1, 2, 3, 4].map(() => connectControl(options)))
    const [count] = (await planes[0]?.query<{ count: number }>('select count(*) from schema_migrations')) ?? []
    expect(count?.count).toBe((await readMigrations()).length)
    for (const plane of planes) await plane.close()
  })

  test('share leases and hear each other', async () => {
    const [a, b] = await Promise.all([connectControl(options), connectControl(options)])
    const answers = await Promise.all([a.leases.acquire('shared', 'a', 60_000), b.leases.acquire('shared', 'b', 60_000)])
    expect(answers.filter(Boolean)).toHaveLength(1)
    const heard: string[] = []
    await b.listen('things_changed', (payload) => heard.push(payload))
    await a.notify('things_changed', 'from a')
    await vi.waitFor(() => expect(heard).toEqual(['from a']))
    await Promise.all([a.close(), b.close()])
  })

  test('a broken connection is made again, and listeners learn of the gap', async () => {
    const control = await connectControl(options)
    const heard: string[] = []
    let gaps = 0
    await control.listen('things_changed', (payload) => heard.push(payload), { onGap: () => gaps++ })
    await control.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    await vi.waitFor(() => expect(gaps).toBe(1), { timeout: 10_000 })
    await control.notify('things_changed', 'after')
    await vi.waitFor(() => expect(heard).toEqual(['after']))
    await control.close()
  })

  test('a server that is not there is said to be unavailable, without its password', async () => {
    const { connectServer } = await import('./connect-server.ts')
    const { silentLog } = await import('../../kit/log.ts')
    const failure = await connectServer({ postgresUrl: 'postgres://me:hidden@127.0.0.1:9/none', log: silentLog, connectAttempts: 2 }).catch(
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({ code: 'control_unavailable', retryable: true })
    expect(String(failure)).not.toContain('hidden')
  })
})
