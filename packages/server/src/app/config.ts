/**
 * Everything that can be set, read once. A mistake stops the start and names the variable, what it was and what it must be.
 * docs/reference/configuration.md is compared with this table by a test, both ways.
 */
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { CodedError } from '../kit/errors.ts'
import { logLevels } from '../kit/log.ts'

export const roles = ['ingest', 'query', 'jobs'] as const
export type Role = (typeof roles)[number]

interface Setting<Schema extends z.ZodType> {
  readonly variable: `RELAYSCOPE_${string}`
  /** Reads the text; `undefined` stands for a variable that is unset or empty. */
  readonly schema: Schema
  /** As text, the way a person would set it; undefined is "unset". */
  readonly fallback: string | undefined
  /** Completes "but must be". */
  readonly must: string
  /** Never shown in an error, and not taken from the command line, where every process can read it. */
  readonly secret?: boolean
}

function setting<Schema extends z.ZodType>(definition: Setting<Schema>): Setting<Schema> {
  return definition
}

const portNumber = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.number().max(65_535))
const portOrOff = z.union([z.literal('off').transform(() => undefined), portNumber])
const unitBytes: Record<string, number> = { '': 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }

function bytes(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,15}( ?(KiB|MiB|GiB))?$/)
    .transform((text) => Number.parseInt(text, 10) * (unitBytes[text.replace(/^\d+ ?/, '')] ?? Number.NaN))
    .pipe(z.number().min(min).max(max))
}

function url(...protocols: string[]) {
  return z
    .string()
    .optional()
    .refine((text) => text === undefined || (URL.canParse(text) && protocols.includes(new URL(text).protocol)))
}

const hostName = z
  .string()
  .max(253)
  .refine((text) => isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text))
const roleList = z
  .string()
  .transform((text) => (text === 'all' ? [...roles] : text.split(',').map((role) => role.trim())))
  .pipe(
    z
      .array(z.enum(roles))
      .min(1)
      .transform((list) => new Set<Role>(list) as ReadonlySet<Role>),
  )

const portMust = 'a port from 0 to 65535 (0 takes a free one)'
const sizeMust = (least: string, most: string): string => `a number of bytes, or of KiB, MiB or GiB, from ${least} to ${most}`

/** One row per setting; the keys are those of `Config`. */
export const settings = {
  host: setting({ variable: 'RELAYSCOPE_HOST', schema: hostName, fallback: '127.0.0.1', must: 'an IP address or a host name' }),
  port: setting({ variable: 'RELAYSCOPE_PORT', schema: portNumber, fallback: '7700', must: portMust }),
  otlpHttpPort: setting({ variable: 'RELAYSCOPE_OTLP_HTTP_PORT', schema: portOrOff, fallback: '4318', must: `${portMust}, or off` }),
  otlpGrpcPort: setting({ variable: 'RELAYSCOPE_OTLP_GRPC_PORT', schema: portOrOff, fallback: '4317', must: `${portMust}, or off` }),
  dataDir: setting({
    variable: 'RELAYSCOPE_DATA_DIR',
    schema: z
      .string()
      .max(4096)
      .transform((path) => resolve(path)),
    fallback: './data',
    must: 'a folder',
  }),
  clickhouseUrl: setting({
    variable: 'RELAYSCOPE_CLICKHOUSE_URL',
    schema: url('http:', 'https:'),
    fallback: undefined,
    must: 'an http:// or https:// address',
    secret: true,
  }),
  clickhouseCluster: setting({
    variable: 'RELAYSCOPE_CLICKHOUSE_CLUSTER',
    schema: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_-]{0,62}$/)
      .optional(),
    fallback: undefined,
    must: 'the name of a cluster: letters, digits, _ and -',
  }),
  postgresUrl: setting({
    variable: 'RELAYSCOPE_POSTGRES_URL',
    schema: url('postgres:', 'postgresql:'),
    fallback: undefined,
    must: 'a postgres:// or postgresql:// address',
    secret: true,
  }),
  roles: setting({
    variable: 'RELAYSCOPE_ROLES',
    schema: roleList,
    fallback: 'all',
    must: 'all, or a comma-separated list of ingest, query and jobs',
  }),
  auth: setting({ variable: 'RELAYSCOPE_AUTH', schema: z.enum(['auto', 'required']), fallback: 'auto', must: 'auto or required' }),
  adminKey: setting({
    variable: 'RELAYSCOPE_ADMIN_KEY',
    schema: z
      .string()
      .min(16)
      .max(512)
      .regex(/^[\x21-\x7e]+$/)
      .optional(),
    fallback: undefined,
    must: '16 to 512 visible ASCII characters',
    secret: true,
  }),
  privacyKey: setting({
    variable: 'RELAYSCOPE_PRIVACY_KEY',
    schema: z
      .string()
      .min(32)
      .max(512)
      .regex(/^[\x21-\x7e]+$/)
      .optional(),
    fallback: undefined,
    must: '32 to 512 visible ASCII characters',
    secret: true,
  }),
  maxBodyBytes: setting({
    variable: 'RELAYSCOPE_MAX_BODY_BYTES',
    schema: bytes(64 * 1024, 1024 ** 3),
    fallback: '64 MiB',
    must: sizeMust('64 KiB', '1 GiB'),
  }),
  queueBytes: setting({
    variable: 'RELAYSCOPE_QUEUE_BYTES',
    schema: bytes(1024 ** 2, 16 * 1024 ** 3),
    fallback: '128 MiB',
    must: sizeMust('1 MiB', '16 GiB'),
  }),
  metricSeries: setting({
    variable: 'RELAYSCOPE_METRIC_SERIES',
    schema: z
      .string()
      .regex(/^\d{1,7}$/)
      .transform(Number)
      .pipe(z.number().min(100).max(2_000_000)),
    fallback: '100000',
    must: 'a number of series from 100 to 2000000',
  }),
  scrapeFile: setting({
    variable: 'RELAYSCOPE_SCRAPE_FILE',
    schema: z
      .string()
      .max(4096)
      .optional()
      .transform((path) => (path === undefined ? undefined : resolve(path))),
    fallback: undefined,
    must: 'a file',
  }),
  logLevel: setting({
    variable: 'RELAYSCOPE_LOG_LEVEL',
    schema: z.enum(logLevels),
    fallback: 'info',
    must: `one of ${logLevels.join(', ')}`,
  }),
}

type Settings = typeof settings
export type Config = { readonly [Key in keyof Settings]: z.output<Settings[Key]['schema']> } & {
  /** Variables that look like ours and mean nothing: spelling mistakes, or settings of another version. */
  readonly unknownVariables: readonly string[]
}

export class ConfigError extends CodedError {
  constructor(problems: readonly string[]) {
    super('invalid_config', problems.join('\n'))
  }
}

/** `--otlp-grpc-port` for RELAYSCOPE_OTLP_GRPC_PORT. */
export function flagOf(variable: string): string {
  return `--${variable.replace('RELAYSCOPE_', '').toLowerCase().replaceAll('_', '-')}`
}

/** The command line (`--port 7701` or `--port=7701`) wins over the environment; an empty value counts as unset. */
export function readConfig(env: Readonly<Record<string, string | undefined>>, argv: readonly string[] = []): Config {
  const problems: string[] = []
  const flags = readFlags(argv, problems)
  const values: Record<string, unknown> = {}
  for (const [key, row] of Object.entries<Setting<z.ZodType>>(settings)) {
    const given = (flags.get(flagOf(row.variable)) ?? env[row.variable])?.trim() || undefined
    const parsed = row.schema.safeParse(given ?? row.fallback)
    if (parsed.success) values[key] = parsed.data
    else problems.push(`${row.variable} was ${shown(row, given)}, but must be ${row.must}`)
  }
  if (values['clickhouseCluster'] !== undefined && values['clickhouseUrl'] === undefined && problems.length === 0)
    problems.push(
      'RELAYSCOPE_CLICKHOUSE_CLUSTER was set, but RELAYSCOPE_CLICKHOUSE_URL must be set with it: the embedded engine has no cluster',
    )
  if (problems.length > 0) throw new ConfigError(problems)
  const known = new Set<string>(Object.values(settings).map((row) => row.variable))
  values['unknownVariables'] = Object.freeze(Object.keys(env).filter((name) => name.startsWith('RELAYSCOPE_') && !known.has(name)))
  return Object.freeze(values) as unknown as Config
}

function shown(row: Setting<z.ZodType>, given: string | undefined): string {
  if (given === undefined) return 'unset'
  return row.secret ? 'set to something else' : JSON.stringify(given.length > 80 ? `${given.slice(0, 80)}…` : given)
}

function readFlags(argv: readonly string[], problems: string[]): Map<string, string> {
  const allowed = new Set(
    Object.values<Setting<z.ZodType>>(settings)
      .filter((row) => !row.secret)
      .map((row) => flagOf(row.variable)),
  )
  const flags = new Map<string, string>()
  for (let index = 0; index < argv.length; index++) {
    const [name = '', inline] = (argv[index] ?? '').split(/=(.*)/s)
    if (!allowed.has(name)) {
      problems.push(`${JSON.stringify(name.slice(0, 80))} was given on the command line, but must be one of ${[...allowed].join(' ')}`)
      break
    }
    const value = inline ?? argv[++index]
    if (value === undefined) problems.push(`${name} was given without a value`)
    else flags.set(name, value)
  }
  return flags
}
