/**
 * The log: one line per event. JSON when a machine reads it, short lines at a terminal.
 *
 * Rule for callers: an event has a fixed message and its facts as fields. Prompts, answers, keys and whole requests are
 * never fields. The paths below are a net under that rule, not a licence to break it.
 */
import { Writable } from 'node:stream'
import { DEFAULT_ACTIONS, Redactor } from '@relayscope/privacy'
import { pino } from 'pino'

export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  /** A log whose every line carries these fields, for a room or a request. */
  child(fields: object): Log
}

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export interface LogOptions {
  level?: LogLevel
  /** Where lines go. Default: standard output. */
  destination?: { write(line: string): unknown; isTTY?: boolean }
  /** Default: as the destination is a terminal or not. */
  pretty?: boolean
}

/** Names of fields whose value is never written, at the top and one floor down. */
export const redactedFields = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'apiKey',
  'adminKey',
  'token',
  'prompt',
  'response',
  'content',
  'body',
  'headers',
  'input',
  'output',
  'messages',
] as const

export function createLog(options: LogOptions = {}): Log {
  const destination = options.destination ?? process.stdout
  const pretty = options.pretty ?? destination.isTTY === true
  return pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: redactedFields.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
      serializers: { error: errorFields },
    },
    pretty ? shortLines(destination) : (destination as pino.DestinationStream),
  )
}

/** For tests and for parts that may run without one. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silentLog }

/** A library's error may quote a piece of what a client sent. */
function withoutValues(text: string): string {
  return new Redactor({ actions: DEFAULT_ACTIONS }).redact(text, '', new Map())
}

/** An error's message may quote what a client sent, so it is cut and looked through; the cause chain is named, not spelled out. */
function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return withoutValues(String(error).slice(0, 500))
  // A query builder's error quotes the statement's parameters, which are what clients sent; the driver's below does not.
  if ('params' in error && error.cause instanceof Error) return errorFields(error.cause)
  return {
    name: error.name,
    message: withoutValues(error.message).slice(0, 500),
    ...('code' in error ? { code: error.code } : {}),
    ...(error.cause instanceof Error ? { cause: `${error.cause.name}: ${withoutValues(error.cause.message).slice(0, 300)}` } : {}),
    stack: error.stack
      ?.split('\n')
      .slice(1, 9)
      .map((line) => line.trim())
      .join(' | '),
  }
}

const colours: Record<string, string> = { debug: '\u001b[90m', info: '', warn: '\u001b[33m', error: '\u001b[31m' }

function shortLines(destination: { write(line: string): unknown }): Writable {
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      destination.write(shortLine(line))
      done()
    },
  })
}

/** `12:00:01 warn  message  key=value`. Control characters stay escaped, so that a value cannot steer the terminal. */
export function shortLine(line: string): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as Record<string, unknown>
  const facts = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' && /^[\w.:/@-]+$/.test(value) ? value : JSON.stringify(value)}`,
  )
  const colour = colours[String(level)] ?? ''
  const head = `${String(time).slice(11, 19)} ${colour}${String(level).padEnd(5)}${colour && '\u001b[0m'}`
  const text = [head, String(msg), ...facts].join(' ').replace(/[\u0080-\u009f\u2028\u2029]/g, '?')
  return `${text}\n`
}
