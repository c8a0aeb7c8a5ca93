/** Who and what a record belongs to: users, organisations, sessions, requests, under every library's key. Earlier keys win. */
import type { Attributes } from '../../../flows/ingest/attributes.ts'
import type { Reading } from './reading.ts'

const ASSOCIATION = 'traceloop.association.properties.'
const AI_METADATA = 'ai.telemetry.metadata.'
const LANGFUSE_METADATA = 'langfuse.trace.metadata.'

export const USER_KEYS = [
  'user.id',
  'enduser.id',
  'langfuse.user.id',
  `${ASSOCIATION}user_id`,
  `${ASSOCIATION}userId`,
  `${AI_METADATA}userId`,
  `${AI_METADATA}user_id`,
  'litellm.end_user.id',
  'gen_ai.request.user',
  'gen_ai.user.id',
  'user_id',
  'userId',
] as const
export const ORGANIZATION_KEYS = [
  'organization.id',
  'org.id',
  'organization_id',
  'organizationId',
  'tenant.id',
  `${ASSOCIATION}organization_id`,
  `${ASSOCIATION}org_id`,
  `${ASSOCIATION}tenant_id`,
  `${AI_METADATA}organizationId`,
  `${AI_METADATA}organization_id`,
  `${LANGFUSE_METADATA}organization_id`,
  'litellm.team.id',
] as const
export const SESSION_KEYS = [
  'session.id',
  'gen_ai.conversation.id',
  'langfuse.session.id',
  `${ASSOCIATION}session_id`,
  `${ASSOCIATION}sessionId`,
  `${AI_METADATA}sessionId`,
  `${AI_METADATA}session_id`,
  'session_id',
  'sessionId',
] as const
export const REQUEST_KEYS = [
  'request.id',
  'http.request.id',
  'http.request.header.x-request-id',
  'request_id',
  'requestId',
  `${ASSOCIATION}request_id`,
  `${AI_METADATA}requestId`,
  'litellm.call_id',
  'anthropic.request.id',
] as const

const MAX_TAGS = 32
const TAG_LENGTH = 256
const TAG_PREFIXES = [ASSOCIATION, AI_METADATA, LANGFUSE_METADATA, 'langfuse.observation.metadata.']
const TAG_KEYS: Record<string, string> = {
  'ai.telemetry.functionId': 'functionId',
  'gen_ai.agent.name': 'agent',
  'langfuse.environment': 'environment',
  'langfuse.release': 'release',
  'langfuse.version': 'version',
  'langfuse.trace.name': 'traceName',
  'langfuse.trace.tags': 'tags',
  'tag.tags': 'tags',
  'traceloop.workflow.name': 'workflow',
  'litellm.request.purpose': 'purpose',
}
/** What Langfuse's wrapper of OpenAI keeps of a request beside the application's own metadata. */
const REQUEST_METADATA = /^langfuse\.observation\.metadata\.(instructions|tools|metadata|reasoning|status)$/
const IDENTITY = new Set<string>([...USER_KEYS, ...ORGANIZATION_KEYS, ...SESSION_KEYS, ...REQUEST_KEYS])

export function readIdentity(attributes: Attributes): Pick<Reading, 'userId' | 'organizationId' | 'sessionId' | 'requestId' | 'tags'> {
  const metadata = attributes.has('metadata') ? attributes : undefined
  return {
    userId: firstText(attributes, USER_KEYS),
    organizationId: firstText(attributes, ORGANIZATION_KEYS),
    sessionId: firstText(attributes, SESSION_KEYS),
    requestId: firstText(attributes, REQUEST_KEYS),
    tags: readTags(attributes, metadata !== undefined),
  }
}

/** The first key with text in it. */
export function firstText(attributes: Attributes, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = attributes.text(key)
    if (value !== undefined) return value
  }
  return undefined
}

/** What the application itself said about the call, under its own names. */
function readTags(attributes: Attributes, openInferenceMetadata: boolean): Record<string, string> | undefined {
  const found: [string, string][] = []
  for (let at = 0; at < attributes.keys.length && found.length < MAX_TAGS; at++) {
    const key = attributes.keys[at]
    const name = tagName(key)
    if (name === undefined) continue
    const value = attributes.text(key)
    if (value !== undefined && value !== '{}' && value !== '[]') found.push([name.slice(0, 100), value.slice(0, TAG_LENGTH)])
  }
  if (openInferenceMetadata) {
    const text = attributes.text('metadata')
    if (text !== undefined && text !== '{}') found.push(['metadata', text.slice(0, TAG_LENGTH)])
  }
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

function tagName(key: string): string | undefined {
  if (IDENTITY.has(key) || REQUEST_METADATA.test(key)) return undefined
  if (Object.hasOwn(TAG_KEYS, key)) return TAG_KEYS[key]
  const prefix = TAG_PREFIXES.find((candidate) => key.startsWith(candidate))
  return prefix === undefined ? undefined : key.slice(prefix.length)
}
