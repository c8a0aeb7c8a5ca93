/** The road of a request, from the key to the answer. Each step is a span and a recorded decision; the road is this one list. */
import { compilePolicy, describeEvaluation, evaluate, type CompiledPolicy, type Evaluation } from '@relayscope/steering'
import type { RelayCore, Relayscope } from '@relayscope/sdk'
import { Budgets } from './budgets.ts'
import { answerCost, callModels, type Called } from './call-models.ts'
import { type Asked, type ChatAnswer, type ChatRequest, conversationText, lastQuestion, Refusal } from './chat.ts'
import { chooseModels, selectionOf } from './choose-models.ts'
import type { GatewayConfig, KeyHolder, ModelSettings } from './config.ts'
import { costOf, usdText } from './money.ts'
import type { Ask } from './providers.ts'
import { SemanticCache } from './semantic-cache.ts'

export interface RoadParts {
  config: GatewayConfig
  policy: unknown
  relayscope: Relayscope
  relaycore: RelayCore
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
    const prompt = lastQuestion(request)
    const input = {
      request: { model: request.model, prompt, promptLength: prompt.length, messages: request.messages.length, app: request.app },
      context: { organizationId: holder.organizationId, plan: holder.plan, user: request.user },
    }
    return this.parts.relaycore.rules(
      input,
      () => evaluate(this.policy, input),
      (evaluation) => ({ ...evaluation, reasoning: describeEvaluation(evaluation) }),
    )
  }

  private selectModels({ request }: Asked, { route }: Evaluation): ModelSettings[] {
    const { models: all } = this.parts.config
    return this.parts.relaycore.select(
      { requestedModel: request.model, route },
      () => chooseModels(all, request.model, route),
      (models) => selectionOf(models, request.model, route),
    )
  }

  private lookUp(scope: string, request: ChatRequest): ChatAnswer | undefined {
    const { relaycore, config } = this.parts
    const { answer, hit } = relaycore.cache(
      { scope, messages: request.messages.length },
      () => this.cache.look(scope, conversationText(request)),
      ({ hit: found, similarity }) => ({ hit: found, similarity, threshold: config.cache.threshold }),
    )
    return hit ? answer : undefined
  }

  private checkBudget({ request, holder }: Asked, model: ModelSettings): void {
    const tokens = Math.ceil(request.messages.reduce((sum, { content }) => sum + content.length, 0) / CHARACTERS_PER_TOKEN)
    const estimate = costOf(tokens, model.inputUsdPerMillion)
    const { allowed, limit } = this.parts.relaycore.budget(
      { organizationId: holder.organizationId, estimatedUsd: usdText(estimate) },
      () => this.budgets.check(holder.organizationId, estimate),
      (state) => ({ allowed: state.allowed, limitUsd: Number(usdText(state.limit)), spentUsd: Number(usdText(state.spent)) }),
    )
    if (!allowed) throw new Refusal(429, 'budget_exhausted', `the budget of ${usdText(limit)} USD is used up`)
  }

  private call({ request }: Asked, models: readonly ModelSettings[], onText: (text: string) => void): Promise<Called> {
    const { relaycore, providers, config } = this.parts
    return callModels({ models, providers, request, attemptsPerModel: config.attemptsPerModel, onText, relaycore })
  }

  private respond({ request, holder }: Asked, scope: string, { answer, by }: Called): ChatAnswer {
    return this.parts.relayscope.step('respond', { component: 'gateway' }, () => {
      this.budgets.spend(holder.organizationId, answerCost(answer, by))
      this.cache.keep(scope, conversationText(request), answer)
      return answer
    })
  }
}
