import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { ConfigError, flagOf, readConfig, settings } from './config.ts'

function problemsOf(env: Record<string, string>, argv: string[] = []): string {
  try {
    readConfig(env, argv)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as Error).message
  }
  return ''
}

test('the defaults are those of the contract', () => {
  const config = readConfig({})
  expect(config).toEqual({
    host: '127.0.0.1',
    port: 7700,
    otlpHttpPort: 4318,
    otlpGrpcPort: 4317,
    dataDir: resolve('./data'),
    clickhouseUrl: undefined,
    clickhouseCluster: undefined,
    postgresUrl: undefined,
    roles: new Set(['ingest', 'query', 'jobs']),
    auth: 'auto',
    adminKey: undefined,
    privacyKey: undefined,
    maxBodyBytes: 64 * 1024 ** 2,
    queueBytes: 128 * 1024 ** 2,
    metricSeries: 100_000,
    scrapeFile: undefined,
    logLevel: 'info',
    unknownVariables: [],
  })
  expect(Object.isFrozen(config)).toBe(true)
})

test('values are read from the environment, and the command line wins', () => {
  const env = {
    RELAYSCOPE_PORT: '0',
    RELAYSCOPE_OTLP_HTTP_PORT: 'off',
    RELAYSCOPE_ROLES: 'jobs, query',
    RELAYSCOPE_QUEUE_BYTES: '2 GiB',
    RELAYSCOPE_HOST: '',
    RELAYSCOPE_PROT: '1',
    PATH: '/bin',
  }
  const config = readConfig(env, ['--port', '81', '--otlp-grpc-port=off'])
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 81,
    roles: new Set(['jobs', 'query']),
    queueBytes: 2 * 1024 ** 3,
    unknownVariables: ['RELAYSCOPE_PROT'],
  })
  expect([config.otlpHttpPort, config.otlpGrpcPort]).toEqual([undefined, undefined])
})

test.each([
  ['RELAYSCOPE_PORT', '70000'],
  ['RELAYSCOPE_PORT', '-1'],
  ['RELAYSCOPE_PORT', 'off'],
  ['RELAYSCOPE_PORT', '1e3'],
  ['RELAYSCOPE_OTLP_GRPC_PORT', 'none'],
  ['RELAYSCOPE_HOST', 'http://localhost'],
  ['RELAYSCOPE_ROLES', 'ingest,cook'],
  ['RELAYSCOPE_AUTH', 'off'],
  ['RELAYSCOPE_CLICKHOUSE_CLUSTER', 'a; drop'],
  ['RELAYSCOPE_MAX_BODY_BYTES', '64MB'],
  ['RELAYSCOPE_MAX_BODY_BYTES', '1'],
  ['RELAYSCOPE_QUEUE_BYTES', '99999 GiB'],
  ['RELAYSCOPE_METRIC_SERIES', '5'],
  ['RELAYSCOPE_LOG_LEVEL', 'loud'],
])('%s refuses %s, naming both and what it must be', (variable, value) => {
  const row = Object.values(settings).find((each) => each.variable === variable)
  expect(problemsOf({ [variable]: value })).toBe(`${variable} was "${value}", but must be ${row?.must}`)
})

test.each([
  ['RELAYSCOPE_ADMIN_KEY', 'too short'],
  ['RELAYSCOPE_PRIVACY_KEY', 'too short'],
  ['RELAYSCOPE_POSTGRES_URL', 'mysql://me:hidden@host'],
  ['RELAYSCOPE_CLICKHOUSE_URL', 'me:hidden@host'],
])('%s is refused without showing it', (variable, value) => {
  const problems = problemsOf({ [variable]: value })
  expect(problems).toContain(`${variable} was set to something else, but must be`)
  expect(problems).not.toContain(value)
})

test('all mistakes are told at once', () => {
  expect(problemsOf({ RELAYSCOPE_PORT: 'x', RELAYSCOPE_AUTH: 'x' }).split('\n')).toHaveLength(2)
  expect(problemsOf({ RELAYSCOPE_CLICKHOUSE_CLUSTER: 'main' })).toContain('RELAYSCOPE_CLICKHOUSE_URL must be set')
})

test('the command line takes known flags only, and no secrets', () => {
  expect(problemsOf({}, ['--prot', '1'])).toContain('"--prot" was given on the command line, but must be one of --host --port')
  expect(problemsOf({}, ['--admin-key', 'abcdefghijklmnopqrstuvwxyz'])).not.toContain('abcdef')
  expect(problemsOf({}, ['--port'])).toBe('--port was given without a value')
})

test('the documented table and the settings are the same, both ways', () => {
  const page = readFileSync(new URL('../../../../docs/reference/configuration.md', import.meta.url), 'utf8')
  const documented = page
    .split('\n')
    .filter((line) => line.startsWith('| `RELAYSCOPE_'))
    .map((line) =>
      line
        .split('|')
        .slice(1, 5)
        .map((cell) => cell.trim().replace(/^`|`$/g, '')),
    )
  expect(documented.map(([variable, fallback, must]) => [variable, fallback, must])).toEqual(
    Object.values(settings).map((row) => [row.variable, row.fallback ?? 'unset', row.must]),
  )
  for (const [, , , meaning] of documented) expect(meaning?.length).toBeGreaterThan(10)
  expect(flagOf('RELAYSCOPE_OTLP_GRPC_PORT')).toBe('--otlp-grpc-port')
})
