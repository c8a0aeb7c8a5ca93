/** Failures of the control plane, told apart by SQLSTATE; callers never read messages. */
import { CodedError } from '../../kit/errors.ts'

export class ControlError extends CodedError {
  /** PostgreSQL's five characters, or '' when the engine gave none. */
  readonly sqlState: string

  constructor(code: ControlErrorCode, message: string, options: { sqlState?: string; retryable?: boolean; cause?: unknown } = {}) {
    super(code, message, options)
    this.sqlState = options.sqlState ?? ''
  }
}

export type ControlErrorCode =
  | 'control_failed'
  | 'control_unavailable'
  | 'control_closed'
  | 'control_in_use'
  | 'migration_changed'
  | 'migration_missing'
  | 'migration_newer'
  | 'migration_failed'

/** Connection lost, server stopping, too many connections: the same call may pass later. */
const unavailableStates = /^(08...|57P0[123]|53300)$/
/** Serialization failure and deadlock: the transaction may pass when run again. */
const conflictStates = /^(40001|40P01)$/
const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

export function asControlError(error: unknown): ControlError {
  if (error instanceof ControlError) return error
  const sqlState = sqlStateOf(error)
  const message = error instanceof Error ? error.message : String(error)
  const unavailable =
    unavailableStates.test(sqlState) ||
    networkCodes.has(codeOf(error)) ||
    /^(timeout exceeded when trying to connect|Connection terminated)/.test(message)
  return new ControlError(unavailable ? 'control_unavailable' : 'control_failed', message, {
    sqlState,
    retryable: unavailable || conflictStates.test(sqlState),
    cause: error,
  })
}

/** Looks through the causes, because Drizzle wraps the driver's error. */
export function sqlStateOf(error: unknown): string {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if (each instanceof ControlError) return each.sqlState
    const code = codeOf(each)
    if (/^[0-9A-Z]{5}$/.test(code) && !networkCodes.has(code)) return code
  }
  return ''
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** A row with this key is there already. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlStateOf(error) === '23505'
}
