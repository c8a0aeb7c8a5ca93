/** The sender's side of a record: one object for all records of a resource and scope. */
import { Attributes } from '../../../flows/ingest/attributes.ts'
import type { Origin } from '../../../flows/ingest/records.ts'

export interface ScopeParts {
  name: string
  version: string
  attributes: Attributes
  droppedAttributes: number
}

export interface ResourceParts {
  attributes: Attributes
  droppedAttributes: number
}

export function emptyScope(): ScopeParts {
  return { name: '', version: '', attributes: new Attributes(), droppedAttributes: 0 }
}

/** What a resource says beside its attributes is kept among them. */
export function finishResource({ attributes, droppedAttributes }: ResourceParts, schemaUrl: string): Attributes {
  if (schemaUrl !== '') attributes.push('otel.schema_url', schemaUrl)
  if (droppedAttributes > 0) attributes.push('otel.dropped_attributes_count', droppedAttributes)
  return attributes
}

/** A scope has a name and a version; what more it says is kept beside the resource's attributes under `otel.scope.`. */
export function originOf(resource: Attributes, scope: ScopeParts, schemaUrl: string): Origin {
  const origin: Origin = { service: resource.text('service.name') ?? '', scope: scope.name, scopeVersion: scope.version, resource }
  if (scope.attributes.size === 0 && scope.droppedAttributes === 0 && schemaUrl === '') return origin
  const whole = new Attributes()
  for (const [key, value] of resource.entries()) whole.push(key, value)
  for (const [key, value] of scope.attributes.entries()) whole.push(`otel.scope.${key}`, value)
  if (schemaUrl !== '') whole.push('otel.scope.schema_url', schemaUrl)
  if (scope.droppedAttributes > 0) whole.push('otel.scope.dropped_attributes_count', scope.droppedAttributes)
  origin.resource = whole
  return origin
}
