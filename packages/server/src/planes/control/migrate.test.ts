import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrationOf, readMigrations } from './migrate.ts'

let folder = ''
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'relayscope-migrations-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

test('files are read in the order of their numbers', async () => {
  for (const name of ['0002_b.sql', '0001_a.sql', 'notes.txt']) await writeFile(join(folder, name), `-- ${name}`)
  expect((await readMigrations(folder)).map(({ number, name }) => [number, name])).toEqual([
    [1, 'a'],
    [2, 'b'],
  ])
})

test('a gap, a double or a strange name stops the start', async () => {
  await writeFile(join(folder, '0002_b.sql'), '')
  await expect(readMigrations(folder)).rejects.toMatchObject({ code: 'migration_missing' })
  await writeFile(join(folder, '0001_a.sql'), '')
  await writeFile(join(folder, '0002_other.sql'), '')
  await expect(readMigrations(folder)).rejects.toMatchObject({ code: 'migration_missing' })
  await writeFile(join(folder, '3-c.sql'), '')
  await expect(readMigrations(folder)).rejects.toMatchObject({ code: 'migration_failed' })
})

test('the checksum is of the text, whatever the line ends of the checkout', () => {
  expect(migrationOf('0001_a.sql', 'a\r\nb\r\n').checksum).toBe(migrationOf('0001_a.sql', 'a\nb\n').checksum)
  expect(migrationOf('0001_a.sql', 'a\nb').checksum).not.toBe(migrationOf('0001_a.sql', 'a\nb\n').checksum)
})
