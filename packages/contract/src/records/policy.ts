import { z } from 'zod'
import { shortText } from './common.ts'
import { CONDITION_OPERATORS } from './operators.ts'

/** The `output` that an evaluation of rules is recorded with; `undefined` is left out of the record. */
export interface RulesOutput {
  matched: boolean
  matchedRules: readonly string[]
  actions: readonly object[]
  route: object | undefined
  rejection: object | undefined
  stopped: object | undefined
}

export const POLICY_LIMITS = {
  rules: 500,
  conditionsPerRule: 64,
  actionsPerRule: 32,
  listValues: 1000,
  textCharacters: 8192,
  patternCharacters: 1000,
  nameCharacters: 256,
} as const

const name = z.string().min(1).max(POLICY_LIMITS.nameCharacters)
const scalar = z.union([z.string().max(POLICY_LIMITS.textCharacters), z.number(), z.boolean(), z.null()])
export type PolicyScalar = z.infer<typeof scalar>

export const steeringCondition = z
  .strictObject({
    field: z
      .string()
      .min(1)
      .max(512)
      .meta({ description: 'A path into the input; `length` behind it is the length of a text or list', examples: ['request.body.model'] }),
    operator: z.enum(CONDITION_OPERATORS),
    value: z.union([scalar, z.array(scalar).max(POLICY_LIMITS.listValues)]).optional(),
  })
  .meta({ id: 'SteeringCondition' })
export type SteeringCondition = z.infer<typeof steeringCondition>

const path = z.string().min(1).max(512)

const routeAction = z.object({
  type: z.literal('route'),
  params: z
    .looseObject({
      provider: name.optional(),
      model: name.optional(),
      costMultiplier: z.number().min(0).max(1e6).optional().meta({ description: 'Weighs the estimated cost of this road; 1 when absent' }),
      maxLatencyMs: z.number().min(0).max(1e9).optional().meta({ description: 'How long the caller is willing to wait' }),
    })
    .refine((params) => params.provider !== undefined || params.model !== undefined, 'names neither a provider nor a model'),
})

const transformAction = z.object({
  type: z.literal('transform'),
  params: z.looseObject({
    transformation: z.discriminatedUnion('operation', [
      z.strictObject({ field: path, operation: z.enum(['replace', 'append', 'prepend']), value: z.json() }),
      z.strictObject({ field: path, operation: z.literal('delete') }),
    ]),
  }),
})

const injectAction = z.object({
  type: z.literal('inject'),
  params: z.looseObject({ context: z.strictObject({ field: path, value: z.json() }) }),
})

const rejectAction = z.object({
  type: z.literal('reject'),
  params: z.looseObject({
    message: z.string().max(POLICY_LIMITS.textCharacters).default('Rejected by a steering rule'),
    status: z.number().int().min(400).max(599).default(400),
  }),
})

const logAction = z.object({
  type: z.literal('log'),
  params: z.looseObject({
    level: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    message: z.string().max(POLICY_LIMITS.textCharacters).optional(),
  }),
})

export const steeringAction = z
  .discriminatedUnion('type', [routeAction, transformAction, injectAction, rejectAction, logAction])
  .meta({ id: 'SteeringAction' })
export type SteeringAction = z.infer<typeof steeringAction>

export const steeringRule = z
  .strictObject({
    id: name,
    name: name,
    description: z.string().max(4096).optional(),
    priority: z
      .number()
      .min(-1e9)
      .max(1e9)
      .default(100)
      .meta({ description: 'Lower is earlier; equal ones in the order they are written' }),
    enabled: z.boolean().default(true),
    conditions: z.array(steeringCondition).max(POLICY_LIMITS.conditionsPerRule).default([]).meta({ description: 'None: always' }),
    operator: z.enum(['and', 'or']).default('and'),
    actions: z.array(steeringAction).max(POLICY_LIMITS.actionsPerRule),
    continue: z.boolean().default(false).meta({ description: 'Whether later rules are looked at after this one matched' }),
    tags: z.array(name).max(64).default([]),
  })
  .meta({ id: 'SteeringRule' })
export type SteeringRule = z.infer<typeof steeringRule>

/** A set of rules as a gateway loads it. What decides is the content; `version` is what its author calls it. */
export const steeringPolicy = z
  .strictObject({
    id: name.optional(),
    version: shortText.optional(),
    name: name.default('policy'),
    description: z.string().max(4096).optional(),
    rules: z.array(steeringRule).max(POLICY_LIMITS.rules),
    defaultActions: z.array(steeringAction).max(POLICY_LIMITS.actionsPerRule).default([]).meta({ description: 'When no rule matched' }),
    constraints: z
      .record(z.string().max(256), z.json())
      .optional()
      .meta({ description: 'Budgets and thresholds that came with the rules; kept, not evaluated' }),
  })
  .meta({ id: 'SteeringPolicy' })
export type SteeringPolicy = z.infer<typeof steeringPolicy>
/** As it may be sent: what has a default may be left out. */
export type SteeringPolicyInput = z.input<typeof steeringPolicy>
