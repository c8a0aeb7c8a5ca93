/** AnyValue and KeyValue in OTLP/JSON. */
import { Attributes, type AttributeValue } from '../../../flows/ingest/attributes.ts'
import { isObject, type JsonObject } from './json-body.ts'
import { int64, listField, objectField, textField, type Trail } from './json-fields.ts'
import { MAX_ATTRIBUTES, MAX_VALUE_DEPTH, TooDeepError } from './limits.ts'

const LARGEST_INT64 = 2n ** 63n

/** Fills `into` from the list of that name; answers how many entries had no room. */
export function readAttributes(from: JsonObject, name: string, into: Attributes, trail: Trail): number {
  const list = listField(from, name, trail)
  trail.enter(name)
  readEntries(list.length > MAX_ATTRIBUTES ? list.slice(0, MAX_ATTRIBUTES) : list, into, trail, 0)
  trail.leave()
  return Math.max(0, list.length - MAX_ATTRIBUTES)
}

function readEntries(list: readonly unknown[], into: Attributes, trail: Trail, depth: number): void {
  for (const [index, entry] of list.entries()) {
    trail.enter(index)
    if (!isObject(entry)) return trail.fail('', 'must be an object with key and value')
    into.push(textField(entry, 'key', trail), readValue(entry, 'value', trail, depth))
    trail.leave()
  }
}

export function readValue(from: JsonObject, name: string, trail: Trail, depth: number): AttributeValue {
  const value = objectField(from, name, trail)
  if (value === undefined) return null
  trail.enter(name)
  const read = readAnyValue(value, trail, depth)
  trail.leave()
  return read
}

function readAnyValue(value: JsonObject, trail: Trail, depth: number): AttributeValue {
  const { stringValue, boolValue, intValue, doubleValue, bytesValue } = value
  if (stringValue !== undefined && stringValue !== null) return textField(value, 'stringValue', trail)
  if (intValue !== undefined && intValue !== null) return readInteger(intValue, trail)
  if (doubleValue !== undefined && doubleValue !== null) return readDouble(doubleValue, trail)
  if (boolValue !== undefined && boolValue !== null)
    return typeof boolValue === 'boolean' ? boolValue : trail.fail('boolValue', 'must be true or false')
  if (bytesValue !== undefined && bytesValue !== null) return readBytes(bytesValue, trail)
  const list = objectField(value, 'arrayValue', trail)
  if (list) return readList(list, trail, depth + 1)
  const map = objectField(value, 'kvlistValue', trail)
  return map ? readMap(map, trail, depth + 1) : null
}

function readInteger(sent: unknown, trail: Trail): number | bigint {
  const value = int64(sent)
  if (value === undefined) return trail.fail('intValue', 'must be an integer')
  return value >= -LARGEST_INT64 && value < LARGEST_INT64 ? value : trail.fail('intValue', 'must fit in 64 bits')
}

function readDouble(sent: unknown, trail: Trail): number {
  if (typeof sent === 'number') return sent
  if (sent === 'NaN' || sent === 'Infinity' || sent === '-Infinity') return Number(sent)
  const value = typeof sent === 'string' && /^-?\d/.test(sent) ? Number(sent) : Number.NaN
  return Number.isNaN(value) ? trail.fail('doubleValue', 'must be a number') : value
}

/** Standard and URL-safe base64, with or without padding: the proto3 JSON mapping allows all of them. */
function readBytes(sent: unknown, trail: Trail): Uint8Array {
  if (typeof sent !== 'string' || !/^[\w+/-]*={0,2}$/.test(sent)) return trail.fail('bytesValue', 'must be base64')
  return new Uint8Array(Buffer.from(sent, 'base64'))
}

function readList(list: JsonObject, trail: Trail, depth: number): AttributeValue[] {
  if (depth > MAX_VALUE_DEPTH) throw new TooDeepError()
  trail.enter('arrayValue')
  const values = listField(list, 'values', trail)
  trail.enter('values')
  const read = values.map((value, index) => {
    trail.enter(index)
    const inner = isObject(value) ? readAnyValue(value, trail, depth) : trail.fail('', 'must be an object')
    trail.leave()
    return inner
  })
  trail.leave()
  trail.leave()
  return read
}

function readMap(map: JsonObject, trail: Trail, depth: number): Attributes {
  if (depth > MAX_VALUE_DEPTH) throw new TooDeepError()
  const into = new Attributes()
  trail.enter('kvlistValue')
  const values = listField(map, 'values', trail)
  trail.enter('values')
  readEntries(values, into, trail, depth)
  trail.leave()
  trail.leave()
  return into
}
