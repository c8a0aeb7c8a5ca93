/** What is known of the incoming request that is being handled, carried by the context. */
import { context, createContextKey, type Attributes, type Context, type Span } from '@opentelemetry/api'
import type { DecisionRecord } from './relaycore/decision-record.ts'
import type { Identity } from './types.ts'

export interface RequestState {
  /** The server span; a host's own instrumentation may have made it. */
  span: Span
  method: string
  identity: Identity
  /** Of the identity, for every span that follows. */
  attributes: Attributes
  route: string | undefined
  /** Where `relaycore()` records the request. */
  decisions?: DecisionRecord
}

const KEY = createContextKey('relayscope request')

export const withRequestState = (parent: Context, state: RequestState): Context => parent.setValue(KEY, state)
export const requestStateOf = (from: Context = context.active()): RequestState | undefined => from.getValue(KEY) as RequestState | undefined

const ATTRIBUTES = {
  userId: 'user.id',
  organizationId: 'organization.id',
  sessionId: 'session.id',
  requestId: 'request.id',
} as const
const FIELDS = Object.keys(ATTRIBUTES) as (keyof Identity)[]
const LONGEST_ID = 512

/** Ids under the names that Relayscope and the semantic conventions give them. Numbers are taken as text. */
export function identityAttributes(identity: Identity | undefined): Attributes {
  const made: Attributes = {}
  if (typeof identity !== 'object' || identity === null) return made
  for (const field of FIELDS) {
    const value: unknown = identity[field]
    if (typeof value === 'string' && value !== '') made[ATTRIBUTES[field]] = value.slice(0, LONGEST_ID)
    else if (typeof value === 'number' || typeof value === 'bigint') made[ATTRIBUTES[field]] = String(value)
  }
  return made
}

export function identify(state: RequestState | undefined, identity: Identity | undefined): void {
  if (state === undefined || identity === undefined) return
  Object.assign(state.identity, identity)
  const added = identityAttributes(identity)
  state.attributes = { ...state.attributes, ...added }
  state.span.setAttributes(added)
}
