import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ServerSentEvents } from './server-sent-events.ts'

function readIn(pieces: readonly Uint8Array[]): unknown[] {
  const seen: unknown[] = []
  const events = new ServerSentEvents((data) => seen.push(data))
  for (const piece of pieces) events.write(piece)
  events.end()
  return seen
}

const bytes = (text: string) => new TextEncoder().encode(text)

describe('server-sent events', () => {
  it('are the same wherever their bytes are cut', () => {
    const value = fc.record({ text: fc.string({ unit: 'grapheme' }), n: fc.integer() })
    fc.assert(
      fc.property(
        fc.array(value),
        fc.constantFrom('\n', '\r\n'),
        fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
        (values, end, sizes) => {
          const whole = bytes(values.map((one) => `event: x${end}data: ${JSON.stringify(one)}${end}${end}`).join(''))
          const pieces: Uint8Array[] = []
          for (let at = 0; at < whole.length;) {
            const size = sizes.next().value ?? 1
            pieces.push(whole.slice(at, at + size))
            at += size
          }
          expect(readIn(pieces)).toEqual(values)
        },
      ),
    )
  })

  it('may have several lines, comments, no blank line at the end, and [DONE]', () => {
    expect(readIn([bytes(': hi\ndata: {"a":\ndata: 1}\n\ndata: [DONE]\n\ndata: 2')])).toEqual([{ a: 1 }, 2])
  })

  it('that are huge are left out, and the next is read', () => {
    expect(readIn([bytes(`data: "${'x'.repeat(3 * 1024 * 1024)}"\n\ndata: 1\n\n`)])).toEqual([1])
  })
})
