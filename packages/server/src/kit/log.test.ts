import { expect, test } from 'vitest'
import { CodedError } from './errors.ts'
import { createLog, shortLine } from './log.ts'

function lines(options: { pretty?: boolean; level?: 'debug' | 'info' } = {}) {
  const written: string[] = []
  return { written, log: createLog({ ...options, destination: { write: (line) => written.push(line) } }) }
}

test('a line is JSON with level, time, fields and message; a child adds its own', () => {
  const { written, log } = lines()
  log.child({ room: 'access' }).info({ keys: 2 }, 'ready')
  log.debug({}, 'not written')
  expect(written).toHaveLength(1)
  expect(JSON.parse(written[0] ?? '')).toMatchObject({
    level: 'info',
    room: 'access',
    keys: 2,
    msg: 'ready',
    time: expect.stringMatching(/Z$/),
  })
})

test('prompts and secrets are not written, at the top or one floor down', () => {
  const { written, log } = lines()
  log.info({ prompt: 'my prompt', request: { headers: { authorization: 'my key' }, body: 'my body' }, key: { secret: 'my secret' } }, 'x')
  expect(written.join('')).not.toMatch(/my (prompt|key|body|secret)/)
})

test('an error keeps its code and is cut to a bounded size', () => {
  const { written, log } = lines()
  log.error({ error: new CodedError('engine_error', 'x'.repeat(10_000), { cause: new Error('below') }) }, 'failed')
  expect(written[0]?.length).toBeLessThan(3_000)
  expect(JSON.parse(written[0] ?? '')).toMatchObject({ error: { name: 'CodedError', code: 'engine_error', cause: 'Error: below' } })
})

test("a query builder's error gives way to its cause, because it quotes the parameters", () => {
  const { written, log } = lines()
  log.error(
    {
      error: Object.assign(new Error('Failed query: insert ... params: my prompt', { cause: new Error('duplicate key') }), {
        params: ['my prompt'],
      }),
    },
    'failed',
  )
  expect(written[0]).toContain('duplicate key')
  expect(written[0]).not.toContain('my prompt')
})

test('a terminal gets short lines in which no value can steer it', () => {
  const { written, log } = lines({ pretty: true })
  log.warn({ name: 'a\u001b[2Jb\nc', port: 7700 }, 'look here')
  expect(written[0]).toContain('look here name="a\\u001b[2Jb\\nc" port=7700')
  expect(shortLine('{"level":"info","time":"2026-01-01T10:11:12Z","msg":"m","a":"\u009b1"}')).toBe('10:11:12 info  m a="?1"\n')
})
