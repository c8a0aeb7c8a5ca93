import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Attributes } from './attributes.ts'
import { emptyBatch } from './batch.ts'
import { emptyFacts, type SpanRecord, STATUS } from './records.ts'
import { traceRows } from './trace-rows.ts'

const origin = { service: 'gateway', scope: '', scopeVersion: '', resource: new Attributes() }

function span(over: Partial<SpanRecord>): SpanRecord {
  return {
    origin,
    traceId: 't',
    spanId: 's',
    parentSpanId: 'p',
    name: 'step',
    kind: 1,
    startNs: 10n,
    endNs: 20n,
    status: STATUS.unset,
    statusMessage: '',
    attributes: new Attributes(),
    events: [],
    links: [],
    facts: emptyFacts(),
    ...over,
  }
}

const rowsOf = (...spans: SpanRecord[]) => traceRows({ ...emptyBatch('p', 0), spans })

describe('the partial row of a trace', () => {
  it('spans the earliest start and the latest end, and takes name and status from the root', () => {
    const [row] = rowsOf(span({ startNs: 5n }), span({ parentSpanId: '', name: 'POST /chat', startNs: 1n, endNs: 9n, status: STATUS.ok }))
    expect(row).toMatchObject({
      startNs: 1n,
      endNs: 20n,
      rootName: 'POST /chat',
      anyName: 'POST /chat',
      rootStatus: STATUS.ok + 1,
      spanError: 0,
    })
  })

  it('knows no root while none has come, and is named by its earliest span', () => {
    expect(rowsOf(span({ name: 'late', startNs: 5n }), span({ name: 'early', startNs: 2n }))).toMatchObject([
      { rootName: '', rootStatus: 0, anyName: 'early' },
    ])
  })

  it('tells the error of the root rather than of a step', () => {
    const failing = span({ status: STATUS.error, statusMessage: 'of a step' })
    expect(rowsOf(failing)[0]).toMatchObject({ spanError: 1, errorMessage: 'of a step' })
    expect(rowsOf(failing, span({ parentSpanId: '', status: STATUS.error, statusMessage: 'of the root' }))[0].errorMessage).toBe(
      'of the root',
    )
  })

  it('keeps what a sender says of the whole trace apart from what its spans say', () => {
    const trace = {
      traceId: 't',
      name: 'given',
      startNs: 0n,
      endNs: 99n,
      status: STATUS.timeout,
      userId: 'u',
      organizationId: 'o',
      requestPath: '/x',
      requestMethod: 'POST',
      errorDetails: '{}',
      tags: '',
    }
    const [row] = traceRows({ ...emptyBatch('p', 0), traces: [trace], spans: [span({ parentSpanId: '', name: 'root' })] })
    expect(row).toMatchObject({
      givenName: 'given',
      givenStatus: STATUS.timeout + 1,
      rootName: 'root',
      userId: 'u',
      startNs: 0n,
      endNs: 99n,
    })
  })

  it('says the same when spans are sent again', () => {
    const some = fc.record({
      traceId: fc.constantFrom('a', 'b'),
      startNs: fc.bigInt(0n, 100n),
      parentSpanId: fc.constantFrom('', 'p'),
      status: fc.constantFrom(0, 1, 2),
    })
    fc.assert(
      fc.property(fc.array(some, { maxLength: 20 }), (overs) => {
        const spans = overs.map((over) => span({ ...over, status: over.status as SpanRecord['status'], endNs: over.startNs + 5n }))
        const key = (row: ReturnType<typeof traceRows>[number]) => [
          row.traceId,
          row.startNs,
          row.endNs,
          row.rootStatus,
          row.spanError,
          [...row.services],
        ]
        expect(rowsOf(...spans, ...spans).map(key)).toEqual(rowsOf(...spans).map(key))
      }),
    )
  })
})
