import { privacySettings } from '@relayscope/contract'
import { describe, expect, test } from 'vitest'
import { Attributes } from '../../flows/ingest/attributes.ts'
import { emptyBatch } from '../../flows/ingest/batch.ts'
import { NO_ORIGIN, numberPoint, POINT_KIND } from '../../flows/ingest/point-record.ts'
import { emptyFacts, type LogRecord, type Origin, type SpanRecord } from '../../flows/ingest/records.ts'
import { AccountDecisionsStage } from './account-stage.ts'
import { PolicyBook } from './policy-book.ts'
import { RedactStage } from './redact-stage.ts'

const origin = (): Origin => ({
  service: 'mail a@b.example',
  scope: 's',
  scopeVersion: '',
  resource: Attributes.of([['host', '10.0.0.1']]),
})
const span = (attributes: [string, never][] | [string, unknown][], more: Partial<SpanRecord> = {}): SpanRecord => ({
  origin: origin(),
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  parentSpanId: '',
  name: 'chat',
  kind: 1,
  startNs: 0n,
  endNs: 0n,
  status: 0,
  statusMessage: '',
  attributes: Attributes.of(attributes as [string, never][]),
  events: [],
  links: [],
  facts: emptyFacts(),
  ...more,
})

function run(settings: object, fill: (batch: ReturnType<typeof emptyBatch>) => void) {
  const book = new PolicyBook(
    { masterKey: new Uint8Array(32), projects: [{ project: 'p', settings: privacySettings.parse(settings) }] },
    () => 0,
  )
  const batch = emptyBatch('p', 0)
  fill(batch)
  new RedactStage({ book, isContentKey: (key) => key === 'gen_ai.prompt' }).run(batch)
  return batch
}

describe('a span', () => {
  test('is looked at in every text, and says what went', () => {
    const facts = { ...emptyFacts(), userId: 'ada@example.org', model: 'gpt-4o-2024-08-06' }
    const attributes: [string, unknown][] = [
      ['user.id', 'ada@example.org'],
      ['note', 'ada@example.org'],
      ['a@b.example', 'key'],
      ['db.password', 'hunter2'],
      ['cvv', 123],
      ['tokens', 4111111111111111],
      ['blob', new TextEncoder().encode('mail a@b.example')],
      ['list', ['10.0.0.1', new Attributes()]],
    ]
    const { spans } = run({}, (batch) =>
      batch.spans.push(span(attributes, { facts, name: 'mail a@b.example', statusMessage: 'password=hunter2' })),
    )
    const [done] = spans
    const value = (key: string) => done?.attributes.get(key)
    expect(done?.name).toBe('mail [EMAIL]')
    expect(done?.statusMessage).toBe('password=[SECRET]')
    expect(value('user.id')).toBe(done?.facts.userId)
    expect(value('user.id')).toMatch(/^\[EMAIL:[0-9a-f]{16}\]$/)
    expect(value('note')).toBe(value('user.id'))
    expect(value('[EMAIL]')).toBe('key')
    expect(value('db.password')).toBe('[SECRET]')
    expect(value('cvv')).toBe('[SECRET]')
    expect(value('tokens')).toBe(4111111111111111)
    expect(value('blob')).toBe('mail [EMAIL]')
    expect((value('list') as unknown[])[0]).toBe('[IP]')
    expect(done?.facts.model).toBe('gpt-4o-2024-08-06')
    expect(done?.origin.service).toBe('mail [EMAIL]')
    const removed = JSON.parse(done?.redactions ?? '')
    expect(removed).toContainEqual({ class: 'SECRET', count: 3 })
    // The sender's own words stand in its row, so they count.
    expect(removed).toContainEqual({ class: 'IP', count: 2 })
  })

  test('loses a name that tells of somebody, whatever stands under it', () => {
    const { spans } = run({}, (batch) => batch.spans.push(span([['a@b.example', 3]])))
    expect(spans[0]?.attributes.keys).toEqual(['[EMAIL]'])
  })

  test('keeps nothing that was said where content is not stored', () => {
    const said = [
      ['gen_ai.prompt', 'hi'],
      ['anything', 'x'.repeat(300)],
      ['gen_ai.request.model', 'gpt-4o'],
      ['note', 'short'],
    ] as [string, unknown][]
    const kept = (content: string) => run({ content }, (batch) => batch.spans.push(span(said))).spans[0]?.attributes
    expect(kept('drop')?.keys).toEqual(['gen_ai.request.model', 'note'])
    expect(kept('metadata')?.keys).toEqual(['gen_ai.request.model'])
    expect(kept('fingerprint')?.get('gen_ai.prompt')).toMatch(/^\[CONTENT:[0-9a-f]{16}\]$/)
  })
})

test('a log, a point, a rejection', () => {
  const log: LogRecord = {
    origin: origin(),
    traceId: '',
    spanId: '',
    timeNs: 0n,
    severity: 9,
    eventName: '',
    body: Attributes.of([['content', ['call +49 30 4642 6514']]]),
    attributes: new Attributes(),
  }
  const parts = { name: 'm', kind: POINT_KIND.gauge, unit: '', description: '', origin: NO_ORIGIN, tags: ['who', 'a@b.example'] }
  const known = { ...parts, tags: ['user_id', 'a@b.example'] }
  const batch = run({}, (filled) => {
    filled.logs.push(log)
    filled.points.push(numberPoint(parts, 0n, 1), numberPoint(parts, 0n, 2), { ...numberPoint(known, 0n, 3), text: 'for a@b.example' })
    filled.rejections.push({ index: 0, path: 'x', message: 'not a time: a@b.example' })
  })
  const [stored] = batch.logs
  const body = stored?.body
  expect(body instanceof Attributes && body.get('content')).toEqual(['call [PHONE]'])
  expect(batch.points.map((point) => point.parts.tags)).toEqual([
    ['who', '[EMAIL]'],
    ['who', '[EMAIL]'],
    ['user_id', expect.stringMatching(/^\[EMAIL:[0-9a-f]{16}\]$/)],
  ])
  const one = JSON.stringify([{ class: 'EMAIL', count: 1 }])
  expect(batch.points.map(({ parts: { redactions }, redactions: ofText }) => [redactions, ofText])).toEqual([
    [one, undefined],
    [one, undefined],
    [one, one],
  ])
  expect(batch.points[0]?.parts).toBe(batch.points[1]?.parts)
  expect(parts.tags).toEqual(['who', 'a@b.example'])
  expect(batch.rejections[0]?.message).toBe('not a time: [EMAIL]')
})

test('what is said of a whole trace, and what was decided, say what went', () => {
  const trace = { ...TRACE, name: 'for a@b.example', tags: JSON.stringify({ note: 'from 10.1.2.3' }) }
  const decided = {
    ...DECIDED,
    decisions: [{ ...DECISION, input: { to: 'a@b.example', 'c@d.example': 1 }, reasoning: 'a@b.example pays' }],
  }
  const batch = run({ rules: [{ name: 'the bank', organizations: ['bank'], content: 'drop' }] }, (filled) => {
    filled.traces.push({ ...trace, organizationId: 'shop' })
    filled.decisionTraces.push({ ...decided, organizationId: 'shop' }, { ...decided, organizationId: 'bank' })
  })
  expect(JSON.parse(batch.traces[0]?.redactions ?? '')).toEqual([
    { class: 'EMAIL', count: 1 },
    { class: 'IP', count: 1 },
  ])
  expect(batch.decisionTraces.map(({ redactions }) => redactions)).toEqual([
    [{ class: 'EMAIL', count: 3 }],
    [
      { class: 'EMAIL', count: 1 },
      { class: 'CONTENT', count: 1, policy: 'the bank' },
    ],
  ])
})

const TRACE = {
  traceId: 'a'.repeat(32),
  name: '',
  startNs: 0n,
  endNs: 0n,
  status: 1,
  userId: '',
  requestPath: '',
  requestMethod: '',
  errorDetails: '',
} as const
const DECISION = {
  id: '1',
  timestamp: '2026-03-11T12:05:32.000Z',
  type: 'other',
  component: 'c',
  output: null,
  evaluationTimeMs: 1,
} as const
const DECIDED = {
  traceId: 'a'.repeat(32),
  requestId: '',
  startNs: 0n,
  timestamp: '2026-03-11T12:05:32.000Z',
  userId: '',
  requestPath: '',
  outcome: { provider: '', model: '', status: 'success' },
  attempts: [],
  tags: {},
  source: 'submitted',
} as const

test('what spans told of a decision is counted in what it says', () => {
  const book = new PolicyBook({ masterKey: new Uint8Array(32), projects: [] }, () => 0)
  const batch = emptyBatch('p', 0)
  const said = { ...DECISION, input: { to: ['[EMAIL]', '[NOTHING]'] }, reasoning: '[EMAIL] and [SECRET]' }
  batch.decisionTraces.push({ ...DECIDED, organizationId: '', source: 'otlp', decisions: [said] })
  new AccountDecisionsStage(book).run(batch)
  expect(batch.decisionTraces[0]?.redactions).toEqual([
    { class: 'EMAIL', count: 2 },
    { class: 'SECRET', count: 1 },
  ])
})
