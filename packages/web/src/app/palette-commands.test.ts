import { expect, test } from 'vitest'
import { fits, paletteGroups, type PaletteActions, type PaletteState } from './palette-commands.tsx'

const NOW = Date.UTC(2026, 2, 12, 12)
const nothing = {
  found: { traces: [], interactions: [] },
  values: [],
  recent: [],
  density: 'normal',
  live: true,
  zone: 'utc',
  nowMs: NOW,
} as const
const asked: unknown[] = []
const actions = Object.fromEntries(
  ['go', 'openEntity', 'openValue', 'search', 'setRange', 'setTheme', 'setDensity', 'setLive', 'copyLink', 'refresh', 'showSheet'].map(
    (name) => [name, (what: unknown) => void asked.push([name, what])],
  ),
) as unknown as PaletteActions

function labels(state: Partial<PaletteState> & { query: string }): string[] {
  return paletteGroups({ ...nothing, ...state }, actions).flatMap(({ value, items }) => items.map(({ label }) => `${value}: ${label}`))
}

test('a query fits a label when each of its words begins one of it', () => {
  expect(fits('AI Interaction Explorer', 'int exp')).toBe(true)
  expect(fits('AI Interaction Explorer', 'action')).toBe(false)
  expect(fits('anything', ' ')).toBe(true)
})

test('without a query: where to go, what was opened last, what to do', () => {
  const shown = labels({ query: '', recent: [{ kind: 'trace', id: 'a'.repeat(32) }] })
  expect(shown[0]).toBe('Go to: System Overview')
  expect(shown).toContain('Recent: Trace aaaaaaaa…aaaa')
  expect(shown).toContain('Act: Density: compact rows')
  expect(shown.filter((label) => label.startsWith('Search'))).toEqual([])
})

test('a pasted trace id is offered before the server has answered, and whatever its spelling', () => {
  const [first] = paletteGroups({ ...nothing, query: '4BF92F35-77B3-4DA6-A3CE-929D0E0E4736' }, actions)
  first?.items[0]?.run()
  expect(asked.at(-1)).toEqual(['openEntity', { kind: 'trace', id: '4bf92f3577b34da6a3ce929d0e0e4736' }])
})

test('a typed range can be set, and any text can be searched for', () => {
  const shown = labels({ query: 'last 36h' })
  expect(shown).toContain('Act: Set time range: Last 36 hours (last 36h)')
  expect(shown.at(-1)).toBe('Search: Search traces for “last 36h”')
  expect(labels({ query: 'yesterday 09:00 to 11:30' })).toContain('Act: Set time range: 11 Mar 09:00 to 11:30 (yesterday 09:00 to 11:30)')
})

test('ids stay apart, because the list is keyed by them', () => {
  for (const query of ['', 'last 15m', 'theme', 'set']) {
    const ids = paletteGroups({ ...nothing, query }, actions).flatMap(({ items }) => items.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
  }
})
