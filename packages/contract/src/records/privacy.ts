import { z } from 'zod'

/** What can be recognised in a text. The words stand in stored text and in answers, so they keep their meaning for good. */
export const PRIVACY_CLASSES = [
  'SECRET',
  'EMAIL',
  'PHONE',
  'CREDIT_CARD',
  'IBAN',
  'IP',
  'SSN',
  'URL',
  'DATE_OF_BIRTH',
  'PERSON',
  'LOCATION',
  'DATE',
  'LINK',
] as const
export type PrivacyClass = (typeof PRIVACY_CLASSES)[number]

/** From the mildest to the strictest. */
export const PRIVACY_ACTIONS = ['keep', 'tokenise', 'hash', 'mask'] as const
export const privacyAction = z.enum(PRIVACY_ACTIONS).meta({
  description:
    'keep: as it was sent. mask: its class in its place. hash: the same value always becomes the same word, so it can be counted and joined. tokenise: as hash, and a permitted person can turn it back',
})
export type PrivacyAction = z.infer<typeof privacyAction>

/** From the mildest to the strictest. */
export const CONTENT_MODES = ['store', 'fingerprint', 'drop', 'metadata'] as const
export const contentMode = z.enum(CONTENT_MODES).meta({
  description:
    'What becomes of prompts, answers, messages and the bodies of logs. store: kept, with the classes taken out. fingerprint: only a keyed hash of each text. drop: nothing of them. metadata: no free text at all, only ids, names, numbers and times',
})
export type ContentMode = z.infer<typeof contentMode>

/** Where content is not kept or not shown, a text longer than this is content under whatever name it stands. */
export const LONGEST_METADATA = 200

export const PRIVACY_LIMITS = {
  rules: 100,
  conditions: 50,
  patterns: 50,
  patternCharacters: 1000,
  allowed: 1000,
  nameCharacters: 128,
} as const

const name = z.string().trim().min(1).max(PRIVACY_LIMITS.nameCharacters)
const glob = name.meta({ description: 'A name; `*` stands for any characters', examples: ['gpt-4*'] })
const globs = z.array(glob).min(1).max(PRIVACY_LIMITS.conditions).optional()

export const classActions = z.partialRecord(z.enum(PRIVACY_CLASSES), privacyAction)
export type ClassActions = z.infer<typeof classActions>

export const privacyRule = z
  .strictObject({
    name,
    organizations: globs,
    providers: globs,
    models: globs,
    fields: globs.meta({
      description:
        'Where a text stands: prompt, response, messages, toolCalls, error, tags.NAME, attributes.NAME, events.NAME, log.body, resource.NAME. Absent: everywhere',
    }),
    classes: classActions.optional(),
    content: contentMode.optional(),
  })
  .meta({ id: 'PrivacyRule' })
export type PrivacyRule = z.infer<typeof privacyRule>

export const privacyPattern = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{1,31}$/, 'must be 2 to 32 capitals, digits and _, beginning with a capital')
      .refine((text) => !(PRIVACY_CLASSES as readonly string[]).includes(text), 'is the name of a class that is built in')
      .meta({ description: 'What stands in the place of a finding', examples: ['EMPLOYEE_ID'] }),
    pattern: z
      .string()
      .min(1)
      .max(PRIVACY_LIMITS.patternCharacters)
      .meta({ description: 'In RE2: no look-around, no back references', examples: ['\\bEMP-\\d{6}\\b'] }),
    action: privacyAction.default('mask'),
  })
  .meta({ id: 'PrivacyPattern' })
export type PrivacyPattern = z.infer<typeof privacyPattern>

export const privacySettings = z
  .strictObject({
    classes: classActions
      .default({})
      .meta({ description: 'What differs from the default: secrets and structured identifiers masked, the others kept' }),
    content: contentMode.default('store'),
    rules: z.array(privacyRule).max(PRIVACY_LIMITS.rules).default([]).meta({
      description:
        'Looked at in this order; a later one changes what an earlier one said. Where it is not known whether one applies, the stricter holds',
    }),
    patterns: z.array(privacyPattern).max(PRIVACY_LIMITS.patterns).default([]),
    allowed: z
      .array(z.string().min(1).max(512))
      .max(PRIVACY_LIMITS.allowed)
      .default([])
      .meta({
        description: 'Values that are nobody’s and are kept, whatever their case; `*` stands for any characters',
        examples: [['support@example.com', '10.*']],
      }),
    retention: z
      .strictObject({
        contentDays: z.number().int().min(1).max(14).default(14).meta({ description: 'Prompts, answers and the bodies of logs' }),
        metadataDays: z
          .number()
          .int()
          .min(1)
          .max(400)
          .default(400)
          .meta({ description: 'Everything else; spans and logs are kept 30 days at most' }),
      })
      .default({ contentDays: 14, metadataDays: 400 }),
  })
  .meta({ id: 'PrivacySettings' })
export type PrivacySettings = z.infer<typeof privacySettings>
