/**
 * Which of a gateway's parts a span is of, by the component it names: in SQL, where it is counted, and as a search, where
 * the spans behind the count are looked for.
 */
import { type Statement, sql, text } from '../../../planes/telemetry/statement.ts'

export type ComponentPart = 'cache' | 'db' | 'queue'

/** With `*` for any text. What is named by several is of the first. */
const PATTERNS: Readonly<Record<ComponentPart, readonly string[]>> = {
  cache: ['*cache*'],
  db: ['db', '*database*', '*sql*', '*postgres*', '*redis*', '*mongo*', '*vector*'],
  queue: ['*queue*', '*messag*', '*kafka*', '*rabbit*'],
}

/** Empty text for a span of no such part. */
export const COMPONENT_PART: Statement = sql`multiIf(${sql.join(
  Object.entries(PATTERNS).flatMap(([part, patterns]) => [
    sql.join(
      patterns.map((pattern) => sql`lower(component) LIKE ${text(pattern.replaceAll('*', '%'))}`),
      sql` OR `,
    ),
    text(part),
  ]),
)}, '')`

/** Finds traces with spans of the part. */
export function partSearch(part: ComponentPart): string {
  const patterns = PATTERNS[part]
  return patterns.length === 1 ? `component:${patterns[0]}` : `component:(${patterns.join(' OR ')})`
}
