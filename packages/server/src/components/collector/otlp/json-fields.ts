/**
 * Fields of OTLP/JSON: the proto3 JSON mapping with ids in hex and enums as integers. `null` is the same as absent.
 * A field of the wrong type throws `FieldError`; the trail says where.
 */
import { isObject, type JsonObject } from './json-body.ts'

export class FieldError extends Error {}

/** The way from the record to what is being read. After a `FieldError` it still points there. */
export class Trail {
  private readonly steps: (string | number)[] = []

  enter(step: string | number): void {
    this.steps.push(step)
  }

  leave(): void {
    this.steps.pop()
  }

  /** `attributes[2].value.intValue`, and forgets it. */
  take(): string {
    let path = ''
    for (const step of this.steps) path += typeof step === 'number' ? `[${step}]` : path === '' ? step : `.${step}`
    this.steps.length = 0
    return path
  }

  /** `field` is empty for what is being read itself. */
  fail(field: string, message: string): never {
    if (field !== '') this.steps.push(field)
    throw new FieldError(message)
  }
}

type WellFormed = string & { toWellFormed(): string }

/** A lone surrogate is not text: it becomes U+FFFD, as it does in protobuf. */
export function wellFormed(text: string): string {
  return (text as WellFormed).toWellFormed()
}

export function textField(from: JsonObject, name: string, trail: Trail): string {
  const value = from[name]
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? wellFormed(value) : trail.fail(name, 'must be text')
}

export function listField(from: JsonObject, name: string, trail: Trail): readonly unknown[] {
  const value = from[name]
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? (value as unknown[]) : trail.fail(name, 'must be a list')
}

export function objectField(from: JsonObject, name: string, trail: Trail): JsonObject | undefined {
  const value = from[name]
  if (value === undefined || value === null) return undefined
  return isObject(value) ? value : trail.fail(name, 'must be an object')
}

/** An enum: the specification allows no names. */
export function enumField(from: JsonObject, name: string, trail: Trail): number {
  const value = from[name]
  if (value === undefined || value === null) return 0
  return typeof value === 'number' && Number.isInteger(value) ? value >>> 0 : trail.fail(name, 'must be an integer, not a name')
}

export function countField(from: JsonObject, name: string, trail: Trail): number {
  const value = int64(from[name])
  if (value === undefined) return trail.fail(name, 'must be an integer')
  return typeof value === 'number' && value >= 0 && value < 2 ** 32 ? value : trail.fail(name, 'must be between 0 and 4294967295')
}

export function timeField(from: JsonObject, name: string, trail: Trail): bigint {
  const value = int64(from[name])
  if (value === undefined) return trail.fail(name, 'must be nanoseconds since 1970 as an integer')
  return value >= 0 && value < 2 ** 64 ? BigInt(value) : trail.fail(name, 'must be nanoseconds since 1970')
}

/** Hex of either case to lower case; empty when absent or all zero; undefined when it is not an id of this length. */
export function idField(from: JsonObject, name: string, length: 8 | 16, trail: Trail): string | undefined {
  const value = from[name]
  if (value === undefined || value === null || value === '') return ''
  if (typeof value !== 'string') return trail.fail(name, 'must be text')
  if (value.length !== length * 2 || !/^[0-9a-fA-F]+$/.test(value)) return undefined
  return /[^0]/.test(value) ? value.toLowerCase() : ''
}

/** A number or decimal text as an integer, exact; 0 when absent; undefined when it is neither. */
export function int64(value: unknown): number | bigint | undefined {
  if (value === undefined || value === null) return 0
  if (typeof value === 'number') return !Number.isInteger(value) ? undefined : Number.isSafeInteger(value) ? value : BigInt(value)
  if (typeof value !== 'string' || !/^-?\d{1,20}$/.test(value)) return undefined
  const near = Number(value)
  return Number.isSafeInteger(near) ? near : BigInt(value)
}
