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
const REMEMBERED_KEYS = 10_000
const TAG_PREFIXES = [ASSOCIATION, AI_METADATA, LANGFUSE_METADATA, 'langfuse.observation.metadata.']
const TAG_KEYS: Record<string, string> = {
  'ai.telemetry.functionId': 'functionId',
  'gen_ai.agent.name': 'agent',
  'gen_ai.latency.time_in_queue': 'gen_ai.latency.time_in_queue',
  'langfuse.environment': 'environment',
  'langfuse.release': 'release',
  'langfuse.version': 'version',
  'langfuse.trace.name': 'traceName',
  'langfuse.trace.tags': 'tags',
  'tag.tags': 'tags',
  metadata: 'metadata',
  'traceloop.workflow.name': 'workflow',
  'litellm.request.purpose': 'purpose',
}
/** What Langfuse's wrapper of OpenAI keeps of a request beside the application's own metadata. */
const REQUEST_METADATA = /^langfuse\.observation\.metadata\.(instructions|tools|metadata|reasoning|status)$/
const IDENTITY = new Set<string>([...USER_KEYS, ...ORGANIZATION_KEYS, ...SESSION_KEYS, ...REQUEST_KEYS])

export function readIdentity(attributes: Attributes): Pick<Reading, 'userId' | 'organizationId' | 'sessionId' | 'requestId' | 'tags'> {
  return {
    userId: firstText(attributes, USER_KEYS),
    organizationId: firstText(attributes, ORGANIZATION_KEYS),
    sessionId: firstText(attributes, SESSION_KEYS),
    requestId: firstText(attributes, REQUEST_KEYS),
    tags: readTags(attributes),
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
function readTags(attributes: Attributes): Record<string, string> | undefined {
  let found: Record<string, string> | undefined
  let size = 0
  for (let at = 0; at < attributes.keys.length && size < MAX_TAGS; at++) {
    const name = tagName(attributes.keys[at])
    if (name === '') continue
    const value = attributes.text(attributes.keys[at])
    if (value === undefined || value === '{}' || value === '[]') continue
    found ??= Object.create(null) as Record<string, string>
    found[name] = value.slice(0, TAG_LENGTH)
    size++
  }
  return found && { ...found }
}

const tagNames = new Map<string, string>()

/** The name a key's value gets as a tag; empty for none. Remembered: the same few keys come with every span. */
function tagName(key: string): string {
  const known = tagNames.get(key)
  if (known !== undefined) return known
  const prefix = TAG_PREFIXES.find((candidate) => key.startsWith(candidate))
  const named = Object.hasOwn(TAG_KEYS, key) ? TAG_KEYS[key] : prefix === undefined ? '' : key.slice(prefix.length).slice(0, 100)
  const name = IDENTITY.has(key) || REQUEST_METADATA.test(key) ? '' : named
  if (tagNames.size < REMEMBERED_KEYS) tagNames.set(key, name)
  return name
}
