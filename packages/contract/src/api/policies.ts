import { z } from 'zod'
import { isoTime, shortText } from '../records/common.ts'
import { steeringPolicy, type SteeringPolicyInput } from '../records/policy.ts'
import { route } from './route.ts'

const tag = 'Policies'

const policyId = z.string().min(1).max(256)
const versionHash = z.string().regex(/^[0-9a-f]{64}$/)

/** How a version is named where one is asked for. */
const versionReference = z
  .string()
  .min(1)
  .max(256)
  .meta({
    description: 'The hash or a beginning of it, the number, the label its author gave it, `active`, or `latest`',
    examples: ['active'],
  })

export const policyVersionSummary = z
  .object({
    policyId,
    version: versionHash.meta({ description: 'SHA-256 of the content: the same content is the same version' }),
    number: z.number().int().min(1).meta({ description: 'Counts up within the policy' }),
    label: shortText.optional().meta({ description: 'What the author calls this version' }),
    comment: z.string().optional(),
    author: z.string(),
    source: z.enum(['upload', 'sync']),
    createdAt: isoTime,
    rules: z.number().int(),
    active: z.boolean(),
  })
  .meta({ id: 'PolicyVersionSummary' })
export type PolicyVersionSummary = z.infer<typeof policyVersionSummary>

export const policySummary = z
  .object({
    id: policyId,
    name: z.string(),
    activeVersion: versionHash.nullable().meta({ description: 'null: none is in force' }),
    versions: z.number().int(),
    updatedAt: isoTime,
  })
  .meta({ id: 'PolicySummary' })
export type PolicySummary = z.infer<typeof policySummary>

export const policyActivation = z
  .object({ version: versionHash, activatedAt: isoTime, author: z.string() })
  .meta({ id: 'PolicyActivation' })
export type PolicyActivation = z.infer<typeof policyActivation>

export const policyDetail = policySummary
  .extend({
    versionList: z.array(policyVersionSummary).meta({ description: 'Newest first, at most 1000' }),
    activations: z.array(policyActivation).meta({ description: 'Newest first, at most 1000: which version was in force from when' }),
    policy: steeringPolicy.meta({ description: 'The version in force, else the newest' }),
  })
  .meta({ id: 'PolicyDetail' })
export type PolicyDetail = z.infer<typeof policyDetail>

export const policyVersionDetail = policyVersionSummary.extend({ policy: steeringPolicy }).meta({ id: 'PolicyVersion' })
export type PolicyVersionDetail = z.infer<typeof policyVersionDetail>

export const storedPolicy = policyVersionSummary
  .extend({ outcome: z.enum(['created', 'repeated']).meta({ description: 'repeated: this content was there already' }) })
  .meta({ id: 'StoredPolicy' })
export type StoredPolicy = z.infer<typeof storedPolicy>

export const policyFieldChange = z
  .object({
    path: z.string().meta({ description: 'Within the rule or the policy', examples: ['conditions[0].value'] }),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
  })
  .meta({ id: 'PolicyFieldChange' })

export const policyRuleChange = z
  .object({
    ruleId: z.string(),
    ruleName: z.string(),
    change: z.enum(['added', 'removed', 'changed', 'moved']).meta({ description: 'moved: only its place among the rules' }),
    placeBefore: z.number().int().optional().meta({ description: 'Place in the order rules are looked at, from 1' }),
    placeAfter: z.number().int().optional(),
    fields: z.array(policyFieldChange),
  })
  .meta({ id: 'PolicyRuleChange' })

export const policyDifference = z
  .object({ same: z.boolean(), rules: z.array(policyRuleChange), settings: z.array(policyFieldChange) })
  .meta({ id: 'PolicyDifference' })
export type PolicyDifference = z.infer<typeof policyDifference>

/** The document itself is read by the evaluator's own reader, which names every mistake with its place. */
const policyBody = z
  .custom<SteeringPolicyInput | string | Record<string, unknown>>(() => true)
  .meta({
    description:
      "A SteeringPolicy, or `routing_rules` in RelayCore's other form: as JSON, as YAML (`application/yaml`), or as a JSON string that holds either. At most 2,000,000 characters.",
  })

const bodyTypes = ['application/json', 'application/yaml', 'text/yaml']
const idParams = z.object({ id: policyId })
const flag = z.enum(['true', 'false'])
const storing = z.object({
  comment: z.string().max(2000).optional(),
  activate: flag.default('false').meta({ description: 'Whether the version is in force from now on' }),
})

export const listPolicies = route({
  id: 'listPolicies',
  method: 'GET',
  path: '/api/v1/policies',
  tag,
  summary: 'List policies',
  description: 'All of the project, by name, up to 1000.',
  answer: z.object({ items: z.array(policySummary), nextCursor: z.null() }).meta({ id: 'PolicyList' }),
  scope: 'read',
})

export const createPolicy = route({
  id: 'createPolicy',
  method: 'POST',
  path: '/api/v1/policies',
  tag,
  summary: 'Upload a policy',
  description:
    'Stored under `id`, else the id the document gives itself, else its name. A policy that is known gets a new version; content that is known is stored once. A document with a mistake is refused whole, with every mistake and its place.',
  query: storing.extend({ id: policyId.optional() }),
  body: policyBody,
  bodyTypes,
  answer: storedPolicy,
  scope: 'write',
  problems: [409, 413, 415],
})

export const getPolicy = route({
  id: 'getPolicy',
  method: 'GET',
  path: '/api/v1/policies/:id',
  tag,
  summary: 'Get a policy, its versions, and when which was in force',
  params: idParams,
  answer: policyDetail,
  scope: 'read',
})

export const createPolicyVersion = route({
  id: 'createPolicyVersion',
  method: 'POST',
  path: '/api/v1/policies/:id/versions',
  tag,
  summary: 'Upload a new version of a policy',
  params: idParams,
  query: storing,
  body: policyBody,
  bodyTypes,
  answer: storedPolicy,
  scope: 'write',
  problems: [409, 413, 415],
})

export const getPolicyVersion = route({
  id: 'getPolicyVersion',
  method: 'GET',
  path: '/api/v1/policies/:id/versions/:version',
  tag,
  summary: 'Get one version of a policy',
  params: idParams.extend({ version: versionReference }),
  answer: policyVersionDetail,
  scope: 'read',
})

export const diffPolicy = route({
  id: 'diffPolicy',
  method: 'GET',
  path: '/api/v1/policies/:id/diff',
  tag,
  summary: 'What differs between two versions',
  description: 'Rules are compared by id, so that moving one in the file is no change unless it moves in the order they are looked at.',
  params: idParams,
  query: z.object({ from: versionReference.default('active'), to: versionReference.default('latest') }),
  answer: policyDifference.extend({ from: policyVersionSummary, to: policyVersionSummary }).meta({ id: 'PolicyDiff' }),
  scope: 'read',
})

export const activatePolicy = route({
  id: 'activatePolicy',
  method: 'POST',
  path: '/api/v1/policies/:id/activate',
  tag,
  summary: 'Say which version is in force from now on',
  description:
    'Relayscope decides nothing for the gateway: this is what replay takes as "the version in force" where a decision does not name its own.',
  params: idParams,
  body: z.object({ version: versionReference }),
  answer: policySummary,
  scope: 'write',
})

export const syncPolicy = route({
  id: 'syncPolicy',
  method: 'POST',
  path: '/api/v1/policies/sync',
  tag,
  summary: 'Fetch the rules of a RelayCore and store them as the version in force',
  description:
    'Fetches `<url>/admin/steering`, or `url` itself where it ends in that path. The authorization is used once and not kept. Link-local addresses are not asked, redirects to another server are not followed, and answers over 8 MiB are refused.',
  body: z.strictObject({
    url: z
      .string()
      .max(2048)
      .regex(
        /^https?:\/\/(\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9._-]+)(:\d{1,5})?(\/\S*)?$/,
        'must be an http:// or https:// address without a name and password',
      )
      .meta({ examples: ['http://127.0.0.1:3001'] }),
    id: policyId.optional().meta({ description: 'Default: the id the rules give themselves, else `relaycore`' }),
    authorization: z
      .string()
      .max(8192)
      .regex(/^[\x20-\x7e]*$/, 'must be printable ASCII')
      .optional()
      .meta({ description: 'The Authorization header to send', examples: ['Bearer …'] }),
    activate: z.boolean().default(true),
  }),
  answer: storedPolicy,
  scope: 'write',
  problems: [409, 502],
})

export const policyCheck = z
  .object({
    problems: z
      .array(
        z.object({
          path: z.string().meta({ examples: ['rules[3].conditions[0].operator'] }),
          message: z.string(),
          line: z.number().int().optional().meta({ description: 'In the text, from 1; absent where the place is not known' }),
          column: z.number().int().optional(),
        }),
      )
      .meta({ description: 'Empty: it can be stored' }),
    version: versionHash.nullable(),
    policy: steeringPolicy.nullable().meta({ description: 'As it was read, in one form and with every default; null with a problem' }),
    difference: policyDifference.nullable().meta({ description: 'To the version `against`, where `id` names a policy' }),
  })
  .meta({ id: 'PolicyCheck' })
export type PolicyCheck = z.infer<typeof policyCheck>

export const checkPolicy = route({
  id: 'checkPolicy',
  method: 'POST',
  path: '/api/v1/policies/check',
  tag,
  summary: 'Read a policy without storing it',
  description: 'What is wrong and where it stands in the text; where nothing is, what would differ from a stored version.',
  query: z.object({ id: policyId.optional(), against: versionReference.default('latest') }),
  body: policyBody,
  bodyTypes,
  answer: policyCheck,
  scope: 'read',
  problems: [413, 415],
})

export const policyRoutes = [
  listPolicies,
  checkPolicy,
  createPolicy,
  syncPolicy,
  getPolicy,
  createPolicyVersion,
  getPolicyVersion,
  diffPolicy,
  activatePolicy,
] as const
