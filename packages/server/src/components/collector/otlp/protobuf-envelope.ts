/**
 * The outer three levels, the same for every signal: resources (1) hold scopes (2), scopes hold records (2). Resource and
 * scope may stand behind what they describe, so each level is passed twice: the first time over the records by their lengths.
 */
import { Attributes } from '../../../flows/ingest/attributes.ts'
import type { Origin } from '../../../flows/ingest/records.ts'
import { emptyScope, finishResource, originOf, type ResourceParts, type ScopeParts } from './origin.ts'
import { readKeyValue } from './protobuf-values.ts'
import type { RecordPlace } from './record-place.ts'
import type { WireReader } from './wire.ts'

/** Reads the record that ends at `end`. */
export type RecordReader = (reader: WireReader, end: number, origin: Origin) => void

const KNOWN_OF_REQUEST = 0b10
const KNOWN_OF_LEVEL = 0b1110
const KNOWN_OF_RESOURCE = 0b110
const KNOWN_OF_SCOPE = 0b1_1110

export function readEnvelope(reader: WireReader, place: RecordPlace, readRecord: RecordReader): void {
  const end = reader.bytes.length
  for (; reader.at < end;) {
    const tag = reader.tag(end)
    if (tag === 0x0a) {
      readResourceRecords(reader, reader.messageEnd(end), place, readRecord)
      place.resource++
    } else reader.skip(tag, end, KNOWN_OF_REQUEST)
  }
}

function readResourceRecords(reader: WireReader, end: number, place: RecordPlace, readRecord: RecordReader): void {
  const from = reader.at
  const parts: ResourceParts = { attributes: new Attributes(), droppedAttributes: 0 }
  let schemaUrl = ''
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x0a) readResource(reader, reader.messageEnd(end), parts)
    else if (tag === 0x12) reader.at = reader.messageEnd(end)
    else if (tag === 0x1a) schemaUrl = reader.text(end)
    else reader.skip(tag, end, KNOWN_OF_LEVEL)
  }
  const resource = finishResource(parts, schemaUrl)
  reader.at = from
  place.scope = 0
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x12) {
      readScopeRecords(reader, reader.messageEnd(end), resource, place, readRecord)
      place.scope++
    } else reader.skip(tag, end, 0)
  }
}

function readScopeRecords(reader: WireReader, end: number, resource: Attributes, place: RecordPlace, readRecord: RecordReader): void {
  const from = reader.at
  const scope = emptyScope()
  let schemaUrl = ''
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x0a) readScope(reader, reader.messageEnd(end), scope)
    else if (tag === 0x12) reader.at = reader.messageEnd(end)
    else if (tag === 0x1a) schemaUrl = reader.text(end)
    else reader.skip(tag, end, KNOWN_OF_LEVEL)
  }
  const origin = originOf(resource, scope, schemaUrl)
  reader.at = from
  place.record = 0
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x12) {
      readRecord(reader, reader.messageEnd(end), origin)
      place.record++
      place.index++
    } else reader.skip(tag, end, 0)
  }
}

function readResource(reader: WireReader, end: number, into: ResourceParts): void {
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x0a) {
      if (!readKeyValue(reader, end, into.attributes)) into.droppedAttributes++
    } else if (tag === 0x10) into.droppedAttributes += reader.varint32(end)
    else reader.skip(tag, end, KNOWN_OF_RESOURCE)
  }
}

function readScope(reader: WireReader, end: number, into: ScopeParts): void {
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x0a) into.name = reader.text(end)
    else if (tag === 0x12) into.version = reader.text(end)
    else if (tag === 0x1a) {
      if (!readKeyValue(reader, end, into.attributes)) into.droppedAttributes++
    } else if (tag === 0x20) into.droppedAttributes += reader.varint32(end)
    else reader.skip(tag, end, KNOWN_OF_SCOPE)
  }
}
