/** AnyValue and KeyValue of opentelemetry/proto/common/v1/common.proto. */
import { Attributes, type AttributeValue } from '../../../flows/ingest/attributes.ts'
import { MAX_ATTRIBUTES, MAX_VALUE_DEPTH, TooDeepError } from './limits.ts'
import type { WireReader } from './wire.ts'

const KNOWN_OF_ANY_VALUE = 0b1111_1110
const KNOWN_OF_KEY_VALUE = 0b110
const KNOWN_OF_LIST = 0b10

/**
 * Reads one entry. False when the list is full: the entry is then passed over, to be counted as dropped.
 * A list that is a value itself has no such count, so it is `whole`.
 */
export function readKeyValue(reader: WireReader, end: number, into: Attributes, depth = 0, whole = false): boolean {
  const to = reader.messageEnd(end)
  if (!whole && into.keys.length >= MAX_ATTRIBUTES) {
    reader.at = to
    return false
  }
  let key = ''
  let value: AttributeValue = null
  while (reader.at < to) {
    const tag = reader.tag(to)
    if (tag === 0x0a) key = reader.key(to)
    else if (tag === 0x12) value = readAnyValue(reader, reader.messageEnd(to), depth, value)
    else reader.skip(tag, to, KNOWN_OF_KEY_VALUE)
  }
  reader.budget.spend(1)
  into.push(key, value)
  return true
}

/** `before`: what earlier parts of the same message held. The last member of a oneof wins; lists sent in parts are joined. */
export function readAnyValue(reader: WireReader, end: number, depth: number, before: AttributeValue = null): AttributeValue {
  let value = before
  while (reader.at < end) {
    const tag = reader.tag(end)
    switch (tag) {
      case 0x0a:
        value = reader.text(end)
        break
      case 0x10:
        value = reader.int64(end) !== 0
        break
      case 0x18:
        value = reader.int64(end)
        break
      case 0x21:
        value = reader.double(end)
        break
      case 0x2a:
        value = readList(reader, reader.messageEnd(end), depth + 1, Array.isArray(value) ? value : [])
        break
      case 0x32:
        value = readMap(reader, reader.messageEnd(end), depth + 1, value instanceof Attributes ? value : new Attributes())
        break
      case 0x3a:
        value = reader.blob(end)
        break
      default:
        reader.skip(tag, end, KNOWN_OF_ANY_VALUE)
    }
  }
  return value
}

function readList(reader: WireReader, end: number, depth: number, into: AttributeValue[]): AttributeValue[] {
  if (depth > MAX_VALUE_DEPTH) throw new TooDeepError()
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x0a) {
      reader.budget.spend(1)
      into.push(readAnyValue(reader, reader.messageEnd(end), depth))
    } else reader.skip(tag, end, KNOWN_OF_LIST)
  }
  return into
}

function readMap(reader: WireReader, end: number, depth: number, into: Attributes): Attributes {
  if (depth > MAX_VALUE_DEPTH) throw new TooDeepError()
  reader.budget.spend(2)
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x0a) readKeyValue(reader, end, into, depth, true)
    else reader.skip(tag, end, KNOWN_OF_LIST)
  }
  return into
}
