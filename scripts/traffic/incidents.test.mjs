import { expect, test } from 'vitest'
import { incidentOf } from './incidents.mjs'

const start = Math.floor(Date.UTC(2026, 0, 5) / 60_000)
const day = Array.from({ length: 1440 }, (_, at) => incidentOf(start + at))

test('a day has incidents now and then, and mostly none', () => {
  const share = day.filter((incident) => incident !== undefined).length / day.length
  expect(share).toBeGreaterThan(0.02)
  expect(share).toBeLessThan(0.25)
})

test('an incident is the same in every minute of it', () => {
  day.forEach((incident, at) => {
    if (incident === undefined) return
    expect(incident.untilMs).toBeGreaterThan((start + at) * 60_000)
    const next = day[at + 1]
    if (next !== undefined && (start + at + 1) % 10 !== 0) expect(next).toEqual(incident)
  })
})
