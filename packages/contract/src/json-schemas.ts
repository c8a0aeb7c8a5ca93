/** JSON Schemas of zod schemas, with those that have an id of their own set apart as components. */
import { z } from 'zod'

export type JsonSchema = { [key: string]: unknown }
export type Direction = 'input' | 'output'

export interface CollectedSchemas {
  components: Record<string, JsonSchema>
  of(direction: Direction, schema: z.ZodType): JsonSchema
}

/**
 * What may be sent and what is answered can differ for one type (a default makes a field optional on the way in), so a
 * component that differs has its input form under its name with `Input` behind it.
 */
export function collectSchemas(list: readonly (readonly [Direction, z.ZodType])[]): CollectedSchemas {
  const made = new Map<z.ZodType, Partial<Record<Direction, JsonSchema>>>()
  const definitions: Record<Direction, Record<string, JsonSchema>> = { input: {}, output: {} }
  for (const [direction, schema] of list) {
    const { $defs, $schema: _, ...own } = toJsonSchema(direction, schema)
    Object.assign(definitions[direction], $defs as Record<string, JsonSchema> | undefined)
    made.set(schema, { ...made.get(schema), [direction]: own })
  }
  const different = differentNames(definitions)
  const rename = (direction: Direction) => (name: string) => (direction === 'input' && different.has(name) ? `${name}Input` : name)
  const components: Record<string, JsonSchema> = {}
  for (const direction of ['output', 'input'] as const) {
    for (const [name, schema] of Object.entries(definitions[direction]))
      components[rename(direction)(name)] = withReferences(schema, rename(direction)) as JsonSchema
  }
  return {
    components: Object.fromEntries(Object.entries(components).toSorted(([left], [right]) => (left < right ? -1 : 1))),
    of: (direction, schema) => withReferences(made.get(schema)?.[direction] ?? {}, rename(direction)) as JsonSchema,
  }
}

export function toJsonSchema(direction: Direction, schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: direction,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => tidy(jsonSchema as JsonSchema),
  }) as JsonSchema
}

/** Takes out what says nothing to a reader, and what would forbid a later version to add a field. */
function tidy(schema: JsonSchema): void {
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.format === 'date-time') delete schema.pattern
  if (schema.additionalProperties === false) delete schema.additionalProperties
  const { propertyNames } = schema
  if (typeof propertyNames === 'object' && JSON.stringify(propertyNames) === '{"type":"string"}') delete schema.propertyNames
}

/** Names whose two forms differ, themselves or through a component they refer to. */
function differentNames(definitions: Record<Direction, Record<string, JsonSchema>>): Set<string> {
  const both = Object.keys(definitions.input).filter((name) => name in definitions.output)
  const different = new Set(both.filter((name) => JSON.stringify(definitions.input[name]) !== JSON.stringify(definitions.output[name])))
  let before = -1
  while (before !== different.size) {
    before = different.size
    for (const name of both)
      if ([...different].some((other) => JSON.stringify(definitions.input[name]).includes(`"#/$defs/${other}"`))) different.add(name)
  }
  return different
}

function withReferences(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => withReferences(item, rename))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const isReference = key === '$ref' && typeof inner === 'string'
      return [key, isReference ? `#/components/schemas/${rename(inner.slice('#/$defs/'.length))}` : withReferences(inner, rename)]
    }),
  )
}
