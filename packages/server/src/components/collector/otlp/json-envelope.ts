/** The outer three levels in OTLP/JSON, the same for every signal. What is wrong here is wrong with the whole request. */
import { Attributes } from '../../../flows/ingest/attributes.ts'
import type { Batch } from '../../../flows/ingest/batch.ts'
import { UndecodableError } from '../../../flows/ingest/intake.ts'
import type { Origin } from '../../../flows/ingest/records.ts'
import { isObject, type JsonObject, parseJsonBody } from './json-body.ts'
import { countField, FieldError, listField, objectField, textField, Trail } from './json-fields.ts'
import { readAttributes } from './json-values.ts'
import { Budget, RECORD_UNITS, TooDeepError } from './limits.ts'
import { emptyScope, finishResource, originOf, type ResourceParts } from './origin.ts'
import type { RecordPlace } from './record-place.ts'

/** Takes the record into the batch, or throws `FieldError` with the trail pointing at what is wrong. */
export type JsonRecordReader = (record: JsonObject, origin: Origin, trail: Trail) => void

export function readJsonEnvelope(batch: Batch, body: Uint8Array, place: RecordPlace, readRecord: JsonRecordReader): void {
  const request = parseJsonBody(body)
  const outside = new Trail()
  const walk = new EnvelopeWalk(batch, place, readRecord)
  try {
    walk.request(request, outside)
  } catch (error) {
    if (!(error instanceof FieldError)) throw error
    throw new UndecodableError(`${outside.take()} ${error.message}`)
  }
}

class EnvelopeWalk {
  private readonly batch: Batch
  private readonly place: RecordPlace
  private readonly readRecord: JsonRecordReader
  private readonly budget = new Budget()
  private readonly inside = new Trail()

  constructor(batch: Batch, place: RecordPlace, readRecord: JsonRecordReader) {
    this.batch = batch
    this.place = place
    this.readRecord = readRecord
  }

  request(request: JsonObject, trail: Trail): void {
    eachObject(request, this.place.names.resources, trail, (resource, index) => {
      this.place.resource = index
      this.resource(resource, trail)
    })
  }

  private resource(level: JsonObject, trail: Trail): void {
    const parts: ResourceParts = { attributes: new Attributes(), droppedAttributes: 0 }
    const resource = objectField(level, 'resource', trail)
    if (resource) {
      trail.enter('resource')
      parts.droppedAttributes =
        countField(resource, 'droppedAttributesCount', trail) + readAttributes(resource, 'attributes', parts.attributes, trail)
      trail.leave()
    }
    const attributes = finishResource(parts, textField(level, 'schemaUrl', trail))
    eachObject(level, this.place.names.scopes, trail, (scope, index) => {
      this.place.scope = index
      this.scope(scope, attributes, trail)
    })
  }

  private scope(level: JsonObject, resource: Attributes, trail: Trail): void {
    const parts = emptyScope()
    const scope = objectField(level, 'scope', trail)
    if (scope) {
      trail.enter('scope')
      parts.name = textField(scope, 'name', trail)
      parts.version = textField(scope, 'version', trail)
      parts.droppedAttributes =
        countField(scope, 'droppedAttributesCount', trail) + readAttributes(scope, 'attributes', parts.attributes, trail)
      trail.leave()
    }
    const origin = originOf(resource, parts, textField(level, 'schemaUrl', trail))
    for (const [index, record] of listField(level, this.place.names.records, trail).entries()) {
      this.place.record = index
      this.record(record, origin)
      this.place.index++
    }
  }

  private record(record: unknown, origin: Origin): void {
    this.budget.spend(RECORD_UNITS)
    if (!isObject(record)) return this.place.reject(this.batch, '', 'must be an object')
    try {
      this.readRecord(record, origin, this.inside)
    } catch (error) {
      const path = this.inside.take()
      if (error instanceof FieldError) this.place.reject(this.batch, path, error.message)
      else if (error instanceof TooDeepError) this.place.reject(this.batch, '', error.message)
      else throw error
    }
  }
}

function eachObject(from: JsonObject, name: string, trail: Trail, visit: (item: JsonObject, index: number) => void): void {
  const list = listField(from, name, trail)
  trail.enter(name)
  for (const [index, item] of list.entries()) {
    trail.enter(index)
    if (!isObject(item)) trail.fail('', 'must be an object')
    visit(item, index)
    trail.leave()
  }
  trail.leave()
}
