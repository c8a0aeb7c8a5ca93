import { z } from 'zod'
import { isoTime, tags, windowText } from './common.ts'

export const severity = z.enum(['info', 'warning', 'error', 'critical'])
export type Severity = z.infer<typeof severity>

/** Where people are told. What `config` holds depends on the type; secrets in it are never answered. */
export const alertChannel = z
  .object({
    type: z.enum(['email', 'slack', 'webhook', 'pagerduty']),
    config: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AlertChannel' })
export type AlertChannel = z.infer<typeof alertChannel>

export const alertDefinition = z
  .object({
    id: z.string().min(1).max(256),
    name: z.string().min(1).max(256),
    description: z.string().max(4096).optional(),
    metric: z
      .string()
      .min(1)
      .max(256)
      .meta({ description: 'A metric, with a suffix that says which number of it', examples: ['api.latency.p95'] }),
    condition: z.enum(['above', 'below', 'equal', 'not_equal']),
    threshold: z.number(),
    duration: windowText.optional().meta({ description: 'How long the condition must hold before the alert fires' }),
    filterTags: tags.optional(),
    severity,
    channels: z.array(alertChannel).max(64),
    enabled: z.boolean(),
    createdAt: isoTime,
    updatedAt: isoTime,
  })
  .meta({ id: 'AlertDefinition' })
export type AlertDefinition = z.infer<typeof alertDefinition>

export const alertInstance = z
  .object({
    id: z.string().min(1).max(256),
    alertDefinitionId: z.string().min(1).max(256),
    startTime: isoTime,
    endTime: isoTime.optional().meta({ description: 'Absent while it fires' }),
    status: z.enum(['firing', 'resolved']),
    value: z.number().meta({ description: 'The value that made it fire' }),
    labels: tags,
    notificationsSent: z.array(z.object({ channel: z.string(), timestamp: isoTime, status: z.enum(['success', 'failure']) })),
  })
  .meta({ id: 'AlertInstance' })
export type AlertInstance = z.infer<typeof alertInstance>
