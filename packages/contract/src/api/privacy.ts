import { z } from 'zod'
import { isoTime, redaction, shortText } from '../records/common.ts'
import { message } from '../records/interaction.ts'
import { privacyAction, PRIVACY_CLASSES, privacySettings } from '../records/privacy.ts'
import { route } from './route.ts'

const tag = 'Privacy'

export const storedPrivacySettings = z
  .object({
    version: z.number().int().meta({ description: '0: nobody changed anything yet' }),
    settings: privacySettings,
    /** What each class is treated as where nothing is said. */
    defaults: z.record(z.enum(PRIVACY_CLASSES), privacyAction),
    changedAt: isoTime.nullable(),
    changedBy: z.string().nullable(),
  })
  .meta({ id: 'StoredPrivacySettings' })
export type StoredPrivacySettings = z.infer<typeof storedPrivacySettings>

export const getPrivacySettings = route({
  id: 'getPrivacySettings',
  method: 'GET',
  path: '/api/v1/privacy/settings',
  tag,
  summary: 'What becomes of what senders write',
  answer: storedPrivacySettings,
  scope: 'read',
})

export const putPrivacySettings = route({
  id: 'putPrivacySettings',
  method: 'PUT',
  path: '/api/v1/privacy/settings',
  tag,
  summary: 'Change the privacy settings',
  description: 'In force for what arrives from now on, on every process within a second. What is stored already stays as it is.',
  body: z.strictObject({ version: z.number().int().min(0).meta({ description: 'The version that was read' }), settings: privacySettings }),
  answer: storedPrivacySettings,
  scope: 'admin',
  problems: [409],
})

export const privacyTest = z
  .strictObject({
    text: z.string().max(262_144),
    key: z.string().max(512).default('').meta({ description: 'The name of the attribute the text would stand under' }),
    organizationId: shortText
      .default('')
      .meta({ description: 'Of the call the text would be a part of, as are provider and model. Empty: one that no rule names' }),
    provider: shortText.default(''),
    model: shortText.default(''),
    names: z.boolean().default(false).meta({ description: 'Also mask people, places, dates and links, whatever the settings say' }),
    settings: privacySettings.optional().meta({ description: 'To try before they are saved. Default: those in force' }),
  })
  .meta({ id: 'PrivacyTest' })
export type PrivacyTest = z.infer<typeof privacyTest>

export const privacyTestAnswer = z
  .object({
    text: z.string().meta({ description: 'What would be stored' }),
    spans: z
      .array(z.object({ start: z.number().int(), end: z.number().int(), type: z.string(), action: privacyAction }))
      .meta({ description: 'Where something would be taken out: offsets in UTF-16 units, the end not included' }),
    redactions: z.array(redaction),
    microseconds: z.number(),
  })
  .meta({ id: 'PrivacyTestAnswer' })
export type PrivacyTestAnswer = z.infer<typeof privacyTestAnswer>

export const testPrivacy = route({
  id: 'testPrivacy',
  method: 'POST',
  path: '/api/v1/privacy/test',
  tag,
  summary: 'What would be stored of a text',
  description: 'The text is looked at and forgotten: it is neither stored nor logged.',
  body: privacyTest,
  answer: privacyTestAnswer,
  scope: 'read',
})

export const revealedContent = z
  .object({
    revealId: z.string(),
    revealedAt: isoTime,
    hideAt: isoTime.meta({ description: 'When a screen is to hide it again' }),
    prompt: z.string().optional(),
    response: z.string().optional(),
    inputMessages: z.array(message).optional(),
    outputMessages: z.array(message).optional(),
    revealed: z.array(redaction).meta({ description: 'What was turned back, by class and count' }),
  })
  .meta({ id: 'RevealedContent' })
export type RevealedContent = z.infer<typeof revealedContent>

export const revealInteraction = route({
  id: 'revealInteraction',
  method: 'POST',
  path: '/api/v1/ai-interactions/:id/reveal',
  tag,
  summary: 'Turn the tokens of an interaction back into values',
  description: 'Written into the reveal log before anything is answered. What was masked or hashed cannot be turned back by anybody.',
  params: z.object({ id: z.string().min(1).max(256) }),
  body: z.strictObject({ reason: z.string().trim().min(8).max(1000) }),
  answer: revealedContent,
  scope: 'reveal',
})

export const reveal = z
  .object({
    id: z.string(),
    time: isoTime,
    actor: z.string(),
    record: z.string().meta({ description: 'The interaction' }),
    reason: z.string(),
    revealed: z.array(redaction),
  })
  .meta({ id: 'Reveal' })
export type Reveal = z.infer<typeof reveal>

export const listReveals = route({
  id: 'listReveals',
  method: 'GET',
  path: '/api/v1/privacy/reveals',
  tag,
  summary: 'Who turned what back and why, newest first',
  query: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100), record: z.string().max(256).optional() }),
  answer: z.object({ items: z.array(reveal), nextCursor: z.null() }).meta({ id: 'RevealList' }),
  scope: 'read',
})

export const erasure = z
  .object({
    id: z.string(),
    state: z.enum(['running', 'done', 'failed']),
    subject: z.string().meta({ description: 'A keyed hash of the user id: the receipt names nobody' }),
    requestedAt: isoTime,
    finishedAt: isoTime.nullable(),
    requestedBy: z.string(),
    reason: z.string(),
    removed: z
      .record(z.string(), z.number().int())
      .meta({ description: 'Rows by table of the telemetry plane, and by table of the control plane' }),
    left: z.number().int().nullable().meta({ description: 'Rows that still name the user when it was looked at again; 0 is the proof' }),
  })
  .meta({ id: 'Erasure' })
export type Erasure = z.infer<typeof erasure>

export const eraseUser = route({
  id: 'eraseUser',
  method: 'POST',
  path: '/api/v1/privacy/erasures',
  tag,
  summary: 'Erase what is stored of a user',
  description:
    'Everything of every trace and interaction that names the user, on both planes. Goes on after the answer and after a restart; ask for the receipt until it says `done`.',
  body: z.strictObject({ userId: z.string().min(1).max(4096), reason: z.string().trim().min(3).max(1000) }),
  answer: erasure,
  scope: 'admin',
})

export const listErasures = route({
  id: 'listErasures',
  method: 'GET',
  path: '/api/v1/privacy/erasures',
  tag,
  summary: 'Receipts of erasures, newest first',
  query: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) }),
  answer: z.object({ items: z.array(erasure), nextCursor: z.null() }).meta({ id: 'ErasureList' }),
  scope: 'admin',
})

export const getErasure = route({
  id: 'getErasure',
  method: 'GET',
  path: '/api/v1/privacy/erasures/:id',
  tag,
  summary: 'The receipt of an erasure',
  params: z.object({ id: z.string().max(64) }),
  answer: erasure,
  scope: 'admin',
})

export const privacyRoutes = [
  getPrivacySettings,
  putPrivacySettings,
  testPrivacy,
  revealInteraction,
  listReveals,
  eraseUser,
  listErasures,
  getErasure,
] as const
