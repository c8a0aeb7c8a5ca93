/** What may be spent, what was, and what an invoice says of it. */
import { z } from 'zod'
import { currencyCode, decimalText, isoTime, shortText } from '../records/common.ts'
import { money } from './interactions.ts'
import { route } from './route.ts'

const tag = 'Budgets'

const amountText = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,18})?$/, 'must be a decimal number as text')
  .meta({ description: 'exact decimal as text', examples: ['1500.00'] })

export const newBudget = z
  .object({
    name: z.string().min(1).max(200),
    provider: shortText.optional(),
    model: shortText.optional(),
    organizationId: shortText.optional(),
    userId: shortText.optional(),
    amount: amountText,
    currency: currencyCode.default('USD').meta({ description: 'Only calls priced in it count: money is never converted' }),
    period: z.enum(['day', 'week', 'month']).default('month').meta({ description: 'UTC; a week begins on Monday' }),
    thresholds: z
      .array(z.number().gt(0).max(10))
      .max(10)
      .default([0.5, 0.8, 1])
      .meta({ description: 'Shares of the amount whose crossing is told, once per period' }),
  })
  .meta({ id: 'NewBudget', description: 'Of the whole project, or of what the filters name' })
export type NewBudget = z.output<typeof newBudget>

export const budgetStatus = z
  .object({
    from: isoTime,
    to: isoTime,
    spent: decimalText,
    share: z.number().meta({ description: 'spent / amount' }),
    state: z.enum(['ok', 'forecast_over', 'over']),
    burnRatePerDay: decimalText.meta({ description: 'Of the last 24 hours' }),
    usualPerDay: decimalText.meta({ description: 'Mean of the days of the last four weeks on which anything was spent' }),
    forecast: z
      .object({ low: decimalText, expected: decimalText, high: decimalText })
      .meta({ description: 'At the end of the period: spent, and the rest of it as the same weekdays of four weeks were; 90 % range' }),
    runsOutAt: isoTime.nullable().meta({ description: 'When the amount is used up at the rate of the forecast; null: not in this period' }),
    callsWithoutCost: z.number().int().meta({ description: 'Calls whose cost is not known and that count for nothing here' }),
    otherCurrencies: z.array(money),
  })
  .meta({ id: 'BudgetStatus' })
export type BudgetStatus = z.infer<typeof budgetStatus>

export const budget = newBudget
  .extend({ id: z.string(), createdBy: z.string(), createdAt: isoTime, updatedAt: isoTime, status: budgetStatus })
  .meta({ id: 'Budget' })
export type Budget = z.infer<typeof budget>

export const budgetEvent = z
  .object({
    id: z.string(),
    budgetId: z.string(),
    time: isoTime,
    period: isoTime.meta({ description: 'Start of the period it happened in' }),
    kind: z.enum(['threshold', 'forecast']).meta({ description: 'A share was reached, or will be before the period ends' }),
    threshold: z.number(),
    spent: decimalText,
    amount: decimalText,
    currency: z.string(),
  })
  .meta({ id: 'BudgetEvent' })
export type BudgetEvent = z.infer<typeof budgetEvent>

export const spendingOutlook = budgetStatus
  .omit({ share: true, state: true, runsOutAt: true })
  .extend({ currency: z.string(), period: newBudget.shape.period })
  .meta({ id: 'SpendingOutlook' })
export type SpendingOutlook = z.infer<typeof spendingOutlook>

export const getSpendingOutlook = route({
  id: 'getSpendingOutlook',
  method: 'GET',
  path: '/api/v1/budgets/outlook',
  tag,
  summary: 'What is spent in the current period without a budget: rate, and what is to be expected by its end',
  query: z.object({
    provider: shortText.optional(),
    model: shortText.optional(),
    organizationId: shortText.optional(),
    userId: shortText.optional(),
    currency: currencyCode.default('USD'),
    period: newBudget.shape.period,
  }),
  answer: spendingOutlook,
  scope: 'read',
})

const idParams = z.object({ id: z.string().min(1).max(64) })

export const listBudgets = route({
  id: 'listBudgets',
  method: 'GET',
  path: '/api/v1/budgets',
  tag,
  summary: 'Budgets with what is spent of them and what is to be expected',
  answer: z.object({ items: z.array(budget), nextCursor: z.null() }).meta({ id: 'BudgetList' }),
  scope: 'read',
})

export const createBudget = route({
  id: 'createBudget',
  method: 'POST',
  path: '/api/v1/budgets',
  tag,
  summary: 'Add a budget',
  body: newBudget,
  answer: budget,
  scope: 'write',
  problems: [409],
})

export const updateBudget = route({
  id: 'updateBudget',
  method: 'PUT',
  path: '/api/v1/budgets/:id',
  tag,
  summary: 'Change a budget',
  params: idParams,
  body: newBudget,
  answer: budget,
  scope: 'write',
})

export const deleteBudget = route({
  id: 'deleteBudget',
  method: 'DELETE',
  path: '/api/v1/budgets/:id',
  tag,
  summary: 'Remove a budget and what was told of it',
  params: idParams,
  answer: z.object({ id: z.string() }),
  scope: 'write',
})

export const listBudgetEvents = route({
  id: 'listBudgetEvents',
  method: 'GET',
  path: '/api/v1/budgets/events',
  tag,
  summary: 'Crossed budgets, newest first',
  query: z.object({ budgetId: z.string().max(64).optional(), limit: z.coerce.number().int().min(1).max(1000).default(100) }),
  answer: z.object({ items: z.array(budgetEvent), nextCursor: z.null() }).meta({ id: 'BudgetEventList' }),
  scope: 'read',
})

const invoiceSide = z.object({
  cost: decimalText.nullable().meta({ description: 'null: that side does not say' }),
  requests: z.number().int().nullable(),
  inputTokens: z.number().int().nullable().meta({ description: 'Cached and cache-write tokens included' }),
  cachedTokens: z.number().int().nullable(),
  outputTokens: z.number().int().nullable(),
})
export type InvoiceSide = z.infer<typeof invoiceSide>

export const INVOICE_CAUSES = [
  'agrees',
  'calls_not_reported',
  'calls_not_billed',
  'unknown_cost',
  'retries',
  'cached_tokens',
  'tier',
  'price',
  'day_boundary',
  'estimated_tokens',
  'unexplained',
] as const

export const invoiceLine = z
  .object({
    day: z.string(),
    model: z.string(),
    invoice: invoiceSide,
    recorded: invoiceSide,
    difference: decimalText.nullable().meta({ description: 'Invoice less recorded' }),
    cause: z.enum(INVOICE_CAUSES),
    explanation: z.string(),
  })
  .meta({ id: 'InvoiceLine' })
export type InvoiceLine = z.infer<typeof invoiceLine>

export const newInvoiceCheck = z
  .object({
    name: z.string().max(200).default(''),
    provider: shortText.meta({ description: 'As calls name it', examples: ['openai'] }),
    csv: z
      .string()
      .min(1)
      .max(8_000_000)
      .meta({ description: "The provider's usage or cost export: OpenAI's and Anthropic's are known by their columns" }),
  })
  .meta({ id: 'NewInvoiceCheck' })
export type NewInvoiceCheck = z.output<typeof newInvoiceCheck>

export const invoiceCheck = z
  .object({
    id: z.string(),
    name: z.string(),
    provider: z.string(),
    format: z.enum(['openai-costs', 'openai-usage', 'anthropic-costs', 'anthropic-usage', 'other']),
    currency: z.string(),
    from: z.string(),
    to: z.string(),
    invoiced: decimalText.nullable(),
    recorded: decimalText,
    difference: decimalText.nullable(),
    otherCurrencies: z.array(money).meta({ description: 'Recorded in other currencies, and not compared' }),
    lines: z.array(invoiceLine).meta({ description: 'By day and model, the largest difference first' }),
    createdBy: z.string(),
    createdAt: isoTime,
  })
  .meta({ id: 'InvoiceCheck' })
export type InvoiceCheck = z.infer<typeof invoiceCheck>

export const createInvoiceCheck = route({
  id: 'createInvoiceCheck',
  method: 'POST',
  path: '/api/v1/invoice-checks',
  tag,
  summary: "Compare a provider's export with what was recorded, by day and model",
  body: newInvoiceCheck,
  answer: invoiceCheck,
  scope: 'write',
})

export const listInvoiceChecks = route({
  id: 'listInvoiceChecks',
  method: 'GET',
  path: '/api/v1/invoice-checks',
  tag,
  summary: 'The latest invoice checks, newest first, without their lines',
  answer: z.object({ items: z.array(invoiceCheck.omit({ lines: true })), nextCursor: z.null() }).meta({ id: 'InvoiceCheckList' }),
  scope: 'read',
})

export const getInvoiceCheck = route({
  id: 'getInvoiceCheck',
  method: 'GET',
  path: '/api/v1/invoice-checks/:id',
  tag,
  summary: 'An invoice check with its lines',
  params: idParams,
  answer: invoiceCheck,
  scope: 'read',
})

export const deleteInvoiceCheck = route({
  id: 'deleteInvoiceCheck',
  method: 'DELETE',
  path: '/api/v1/invoice-checks/:id',
  tag,
  summary: 'Remove an invoice check',
  params: idParams,
  answer: z.object({ id: z.string() }),
  scope: 'write',
})

export const budgetRoutes = [
  listBudgets,
  createBudget,
  getSpendingOutlook,
  listBudgetEvents,
  updateBudget,
  deleteBudget,
  createInvoiceCheck,
  listInvoiceChecks,
  getInvoiceCheck,
  deleteInvoiceCheck,
] as const
