import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ERRORS } from './errors.ts'
import { referencePages } from './reference.ts'

const written = (name: string) => readFileSync(new URL(`../../../docs/reference/${name}`, import.meta.url), 'utf8')

describe('the reference', () => {
  it.each(Object.entries(referencePages()))('%s is what the contract says; if not: npm run reference', (name, page) => {
    expect(written(name) === page).toBe(true)
  })

  it('has every error code, and no other', () => {
    const rows = [...written('errors.md').matchAll(/^\| `([a-z_]+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [code, Number(status)])
    expect(rows).toEqual(Object.entries(ERRORS).map(([code, { status }]) => [code, status]))
  })

  it('links only to what is there', () => {
    const page = written('data-model.md')
    const sections = new Set([...page.matchAll(/^## (\w+)$/gm)].map(([, name]) => name?.toLowerCase()))
    for (const [, name] of `${page}${written('api.md')}`.matchAll(/data-model\.md#(\w+)/g)) expect(sections).toContain(name)
  })
})
