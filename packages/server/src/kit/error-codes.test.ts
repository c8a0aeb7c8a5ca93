/** Every code that any room answers stands in the one table of codes, with that status. */
import { readdirSync, readFileSync } from 'node:fs'
import { errorKind } from '@relayscope/contract'
import { expect, it } from 'vitest'

const source = new URL('../', import.meta.url)

it('every HttpError has a code of the table, with the status of the table', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  )
  const used = files.flatMap((name) =>
    [...readFileSync(new URL(name, source), 'utf8').matchAll(/new HttpError\(\s*(\d{3}),\s*'([^']+)'/g)].map(([, status, code]) => ({
      name,
      status: Number(status),
      code: code ?? '',
    })),
  )
  expect(used.length).toBeGreaterThan(0)
  expect(used.filter(({ status, code }) => errorKind(code)?.status !== status)).toEqual([])
})
