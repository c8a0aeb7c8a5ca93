/** The road of a request, from the key to the answer. Each step is a span; the road is this one list. */
import { compilePolicy, describeEvaluation, evaluate, type CompiledPolicy, type Evaluation } from '@relayscope/steering'
import type { Relayscope } from '@relayscope/sdk'
import { Budgets } from './budgets.ts'
import { callModels, type Called } from './call-models.ts'
import { type Asked, type ChatAnswer, type ChatRequest, conversationText, lastQuestion, Refusal } from './chat.ts'
import { chooseModels } from './choose-models.ts'
import type { GatewayConfig, KeyHolder, ModelSettings } from './config.ts'
import { costOf, usdText } from './money.ts'
import type { Ask } from './providers.ts'
import { SemanticCache } from './semantic-cache.ts'

export interface RoadParts {
  config: GatewayConfig
  policy: unknown
  relayscope: Relayscope
  providers: ReadonlyMap<string, Ask>
}

/** Characters of text that make a token, as a rule of thumb for what is not asked yet. */
const CHARACTERS_PER_TOKEN = 4

export class Road {
  private readonly parts: RoadParts
  private readonly policy: CompiledPolicy
  private readonly budgets: Budgets
  private readonly cache: SemanticCache<ChatAnswer>

  constructor(parts: RoadParts) {
    this.parts = parts
    this.policy = compilePolicy(parts.policy)
    this.budgets = new Budgets(parts.config.keys)
    this.cache = new SemanticCache(parts.config.cache)
  }

  async travel(key: string | undefined, request: ChatRequest, onText: (text: string) => void): Promise<ChatAnswer> {
    const asked: Asked = { request, holder: this.authenticate(key, request) }
    const evaluation = this.evaluateRules(asked)
    if (evaluation.rejection) throw new Refusal(evaluation.rejection.status, 'rejected_by_rule', evaluation.rejection.message)
    const models = this.selectModels(asked, evaluation)
    const scope = `${asked.holder.organizationId}/${models[0].name}`
    const known = this.lookUp(scope, request)
    if (known) {
      onText(known.text)
      return known
    }
    this.checkBudget(asked, models[0])
    const called = await this.call(asked, models, onText)
    return this.respond(asked, scope, called)
  }

  private authenticate(key: string | undefined, request: ChatRequest): KeyHolder {
    const { relayscope, config } = this.parts
    return relayscope.step('authenticate', { component: 'auth' }, () => {
      const holder = config.keys.find((each) => each.key === key)
      if (!holder) throw new Refusal(401, 'unknown_key', 'the key is not known')
      relayscope.identify({ organizationId: holder.organizationId, userId: request.user, sessionId: request.sessionId })
      return holder
    })
  }

  private evaluateRules({ request, holder }: Asked): Evaluation {
    return this.parts.relayscope.step('evaluate rules', { component: 'steering', operation: 'evaluate' }, (span) => {
      const prompt = lastQuestion(request)
      const evaluation = evaluate(this.policy, {
        request: { model: request.model, prompt, promptLength: prompt.length, messages: request.messages.length, app: request.app },
        context: { organizationId: holder.organizationId, plan: holder.plan, user: request.user },
      })
      span.setAttributes({
        'relaycore.policy.id': this.policy.policy.id ?? '',
        'relaycore.policy.version': this.policy.version,
        'relaycore.rules.matched': [...evaluation.matched],
        'relaycore.decision.reasoning': describeEvaluation(evaluation),
      })
      return evaluation
    })
  }

  private selectModels({ request }: Asked, { route }: Evaluation): ModelSettings[] {
    return this.parts.relayscope.step('select model', { component: 'router', operation: 'select' }, (span) => {
      const models = chooseModels(this.parts.config.models, request.model, route)
      span.setAttributes({ 'relaycore.candidates': models.map(({ name }) => name), 'relaycore.selected.model': models[0].name })
      return models
    })
  }

  private lookUp(scope: string, request: ChatRequest): ChatAnswer | undefined {
    const { relayscope, config } = this.parts
    return relayscope.step('cache lookup', { component: 'cache', operation: 'lookup' }, (span) => {
      const found = this.cache.look(scope, conversationText(request))
      span.setAttributes({ 'cache.hit': found.hit, 'cache.similarity': found.similarity, 'cache.threshold': config.cache.threshold })
      return found.hit ? found.answer : undefined
    })
  }

  private checkBudget({ request, holder }: Asked, model: ModelSettings): void {
    this.parts.relayscope.step('budget check', { component: 'budget', operation: 'check' }, (span) => {
      const tokens = Math.ceil(request.messages.reduce((sum, { content }) => sum + content.length, 0) / CHARACTERS_PER_TOKEN)
      const state = this.budgets.check(holder.organizationId, costOf(tokens, model.inputUsdPerMillion))
      span.setAttributes({
        'budget.allowed': state.allowed,
        'budget.limit_usd': usdText(state.limit),
        'budget.spent_usd': usdText(state.spent),
      })
      if (!state.allowed) throw new Refusal(429, 'budget_exhausted', `the budget of ${usdText(state.limit)} USD is used up`)
    })
  }

  private call({ request }: Asked, models: readonly ModelSettings[], onText: (text: string) => void): Promise<Called> {
    const { relayscope, providers, config } = this.parts
    return relayscope.step('call provider', { component: 'provider', operation: 'call' }, async (span) => {
      const called = await callModels(models, providers, request, config.attemptsPerModel, onText)
      span.setAttributes({ 'relaycore.attempts': called.attempts.length, 'relaycore.fallback': called.by !== models[0] })
      return called
    })
  }

  private respond({ request, holder }: Asked, scope: string, { answer, by }: Called): ChatAnswer {
    return this.parts.relayscope.step('respond', { component: 'gateway' }, () => {
      const cost = costOf(answer.inputTokens, by.inputUsdPerMillion) + costOf(answer.outputTokens, by.outputUsdPerMillion)
      this.budgets.spend(holder.organizationId, cost)
      this.cache.keep(scope, conversationText(request), answer)
      return answer
    })
  }
}
