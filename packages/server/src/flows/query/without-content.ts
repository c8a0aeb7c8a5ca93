/**
 * What a caller sees who has the right `metadata` and not `read`: everything but what was said. The same as a policy that
 * drops content would have left, so a text of some length is withheld under whatever name it stands.
 */
import { type AIInteraction, type ErrorDetails, LONGEST_METADATA, type Session, type Span, type TraceDetail } from '@relayscope/contract'
import { type FieldCatalogue, findField, parseSearch, type Term } from '@relayscope/contract/search'
import { httpError } from '../../kit/http.ts'
import type { Principal } from '../../kit/principal.ts'

export function maySeeContent({ scopes }: Principal): boolean {
  return scopes.has('read')
}

const NEEDED = 'read'

/** Whoever may search in a text can guess it word by word. */
export function refuseSearchInContent(principal: Principal, asked: { q?: string | undefined }, catalogue: FieldCatalogue): void {
  if (maySeeContent(principal) || asked.q === undefined) return
  const reading = parseSearch(asked.q, catalogue)
  // One that cannot be read is told where it is run.
  if (reading.ok && reading.terms.some(looksIntoContent))
    throw httpError(
      'forbidden',
      `words, attributes and parts of texts are searched with the right "${NEEDED}", which the key does not have`,
    )
}

/** Counting the values of an attribute shows them. */
export function refuseFacetsOfContent(principal: Principal, asked: { fields?: string | undefined }, catalogue: FieldCatalogue): void {
  if (maySeeContent(principal) || asked.fields === undefined) return
  if (asked.fields.split(',').some((name) => findField(catalogue, name.trim()) === undefined))
    throw httpError('forbidden', `values of attributes are counted with the right "${NEEDED}", which the key does not have`)
}

function looksIntoContent(term: Term): boolean {
  switch (term.kind) {
    case 'not':
      return looksIntoContent(term.term)
    case 'and':
    case 'or':
      return term.terms.some(looksIntoContent)
    case 'field':
      return term.field.type === 'words'
    case 'text':
    case 'tag':
      return true
  }
}

export function interactionFor(principal: Principal, interaction: AIInteraction): AIInteraction {
  if (maySeeContent(principal)) return interaction
  const rest = Object.fromEntries(Object.entries(interaction).filter(([name]) => !SAID.has(name))) as AIInteraction
  const { contentState = 'none' } = rest
  return {
    ...rest,
    ...(rest.errorDetails && { errorDetails: shortError(rest.errorDetails) }),
    ...(rest.toolCalls && { toolCalls: rest.toolCalls.map((call) => ({ ...call, arguments: '' })) }),
    ...(rest.tags && { tags: short(rest.tags, () => false) }),
    ...(WITHHELD.has(contentState) && { contentState: 'forbidden', contentRole: NEEDED }),
  }
}

const SAID: ReadonlySet<string> = new Set(['prompt', 'response', 'promptPreview', 'responsePreview', 'inputMessages', 'outputMessages'])
/** In the other states there is nothing to be seen by anybody. */
const WITHHELD: ReadonlySet<string> = new Set(['full', 'redacted', 'masked'])

export function sessionFor(principal: Principal, session: Session): Session {
  return maySeeContent(principal) ? session : { ...session, opening: '' }
}

type IsContentKey = (key: string) => boolean

export function traceFor<Trace extends Pick<TraceDetail, 'errorDetails'> & Partial<Pick<TraceDetail, 'spans' | 'tags'>>>(
  principal: Principal,
  trace: Trace,
  isContentKey: IsContentKey,
): Trace {
  if (maySeeContent(principal)) return trace
  return {
    ...trace,
    ...(trace.errorDetails && { errorDetails: shortError(trace.errorDetails) }),
    ...(trace.tags && { tags: short(trace.tags, isContentKey) }),
    ...(trace.spans && { spans: trace.spans.map((span) => spanFor(principal, span, isContentKey)) }),
  }
}

export function spanFor(principal: Principal, span: Span, isContentKey: IsContentKey): Span {
  if (maySeeContent(principal)) return span
  const light = <With extends { attributes: Record<string, unknown> }>(one: With): With => ({
    ...one,
    attributes: short(one.attributes, isContentKey),
  })
  return {
    ...span,
    tags: short(span.tags, isContentKey),
    events: span.events.map(light),
    ...(span.links && { links: span.links.map(light) }),
    ...(span.resource && { resource: short(span.resource, isContentKey) }),
    ...(span.errorDetails && { errorDetails: shortError(span.errorDetails) }),
  }
}

function short<Value>(values: Readonly<Record<string, Value>>, isContentKey: IsContentKey): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => {
      const length = typeof value === 'string' ? value.length : typeof value === 'object' ? JSON.stringify(value).length : 0
      return length <= LONGEST_METADATA && !isContentKey(key) && !STACK.test(key)
    }),
  )
}

/** Its lines quote what they were called with. */
const STACK = /stack(?:_?trace)?$/i

/** Errors quote prompts: no more of them than names a failure. */
function shortError(details: ErrorDetails): ErrorDetails {
  return { ...details, message: details.message.slice(0, LONGEST_METADATA), stack: undefined }
}
