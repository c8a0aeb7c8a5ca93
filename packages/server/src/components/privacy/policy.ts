/** A project's settings, ready to be used: decided once for each kind of call, not for each text. */
import type { ClassActions, ContentMode, PrivacyRule, PrivacySettings } from '@relayscope/contract'
import { CONTENT_MODES, PRIVACY_ACTIONS } from '@relayscope/contract'
import { type Action, type Actions, type Class, CLASSES, DEFAULT_ACTIONS, type NameFinder, Redactor, type Seals } from '@relayscope/privacy'

/** What is known of the call a text belongs to. Empty text: not known, at least not yet. */
export interface Context {
  organization: string
  provider: string
  model: string
}

export interface Decision {
  readonly content: ContentMode
  /** The rule that decided about the content; empty: the project's own setting. */
  readonly rule: string
  readonly redactor: Redactor
  /** The same without guesses: for names, ids and keys, where `2024-08-06` is part of a model. */
  readonly plain: Redactor
}

export interface Policy extends Decision {
  /** For a text at a place, where rules speak of places; otherwise the policy itself. */
  at(place: string): Decision
  /** Whether places matter at all: naming one costs more than redacting most values. */
  readonly hasPlaces: boolean
}

export interface PolicyParts {
  settings: PrivacySettings
  seals: Seals
  names?: NameFinder
  nowMs?: () => number
}

const NO_GUESSES = { PERSON: 'keep', LOCATION: 'keep', DATE: 'keep', LINK: 'keep' } as const
const MOST_REMEMBERED = 2_000
/** Fifty times what a text takes: a text that takes longer is broken, or the machine is. */
const LIMIT_MS = 250
const LIMIT_MS_PER_KB = 5

interface Rule extends PrivacyRule {
  fits: { organizations: Test; providers: Test; models: Test; fields: Test }
}
type Test = ((value: string) => boolean) | undefined

export class ProjectPolicy {
  /** What may stand in brackets in a text of this project because something was taken out. */
  readonly words: ReadonlySet<string>
  private readonly parts: PolicyParts
  private readonly rules: Rule[]
  private readonly byContext = new Map<string, Policy>()
  private readonly redactors = new Map<string, Redactor>()
  private readonly whole: Policy | undefined

  constructor(parts: PolicyParts) {
    this.parts = parts
    this.words = new Set([...CLASSES, 'DROPPED', 'CONTENT', ...parts.settings.patterns.map(({ name }) => name)])
    this.rules = parts.settings.rules.map((rule) => ({
      ...rule,
      fits: {
        organizations: globs(rule.organizations),
        providers: globs(rule.providers),
        models: globs(rule.models),
        fields: globs(rule.fields),
      },
    }))
    if (this.rules.length === 0) this.whole = this.decide({ organization: '', provider: '', model: '' })
  }

  /** For what belongs to no call. */
  get base(): Policy {
    return this.of({ organization: '', provider: '', model: '' })
  }

  of(context: Context): Policy {
    if (this.whole) return this.whole
    const key = `${context.organization}\0${context.provider}\0${context.model}`
    let policy = this.byContext.get(key)
    if (!policy) {
      if (this.byContext.size >= MOST_REMEMBERED) this.byContext.clear()
      this.byContext.set(key, (policy = this.decide(context)))
    }
    return policy
  }

  private decide(context: Context): Policy {
    const general = this.resolve(context, undefined)
    const hasPlaces = this.rules.some((rule) => rule.fields && certainty(rule, context) !== 'no')
    const places = new Map<string, Decision>()
    return {
      ...general,
      hasPlaces,
      at: (place) => {
        if (!hasPlaces) return general
        let decision = places.get(place)
        if (!decision) {
          if (places.size >= MOST_REMEMBERED) places.clear()
          places.set(place, (decision = this.resolve(context, place)))
        }
        return decision
      },
    }
  }

  private resolve(context: Context, place: string | undefined): Decision {
    const { settings } = this.parts
    let actions: Actions = { ...DEFAULT_ACTIONS, ...settings.classes }
    let { content } = settings
    let name = ''
    for (const rule of this.rules) {
      if (rule.fits.fields && (place === undefined || !rule.fits.fields(place))) continue
      const fits = certainty(rule, context)
      if (fits === 'no') continue
      actions = merged(actions, rule.classes, fits === 'maybe')
      const wanted = fits === 'maybe' ? stricter(CONTENT_MODES, content, rule.content ?? content) : (rule.content ?? content)
      if (wanted !== content) name = rule.name
      content = wanted
    }
    return { content, rule: name, redactor: this.redactorOf(actions), plain: this.redactorOf({ ...actions, ...NO_GUESSES }) }
  }

  /** Rules that come to the same actions share a redactor, and what it remembers. */
  private redactorOf(actions: Actions): Redactor {
    const key = Object.values(actions).join()
    let redactor = this.redactors.get(key)
    if (!redactor) {
      const { settings, seals, names, nowMs } = this.parts
      redactor = new Redactor({
        actions,
        patterns: settings.patterns,
        allow: settings.allowed,
        seals,
        ...(names && { names }),
        ...(nowMs && { nowMs, limitMs: (characters: number) => LIMIT_MS + (LIMIT_MS_PER_KB * characters) / 1024 }),
      })
      this.redactors.set(key, redactor)
    }
    return redactor
  }
}

/** Whether any part of the settings looks for people or places: only then their lists are loaded. */
export function asksForNames({ classes, rules }: Pick<PrivacySettings, 'classes' | 'rules'>): boolean {
  return [classes, ...rules.map((rule) => rule.classes ?? {})].some(
    ({ PERSON = 'keep', LOCATION = 'keep' }) => PERSON !== 'keep' || LOCATION !== 'keep',
  )
}

/** A rule about an organization that is not known yet may apply, so it counts as far as it is the stricter. */
function certainty({ fits }: Rule, context: Context): 'yes' | 'maybe' | 'no' {
  let certain: 'yes' | 'maybe' = 'yes'
  for (const [test, value] of [
    [fits.organizations, context.organization],
    [fits.providers, context.provider],
    [fits.models, context.model],
  ] as const) {
    if (!test) continue
    if (value === '') certain = 'maybe'
    else if (!test(value)) return 'no'
  }
  return certain
}

function merged(actions: Actions, said: ClassActions | undefined, maybe: boolean): Actions {
  if (!said) return actions
  const result: Record<Class, Action> = { ...actions }
  for (const [name, action] of Object.entries(said) as [Class, Action][])
    result[name] = maybe ? stricter(PRIVACY_ACTIONS, result[name], action) : action
  return result
}

function stricter<Word extends string>(order: readonly Word[], left: Word, right: Word): Word {
  return order.indexOf(right) > order.indexOf(left) ? right : left
}

function globs(patterns: readonly string[] | undefined): Test {
  if (!patterns) return undefined
  const whole = patterns.map((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    return parts.join('[^]*')
  })
  // Stars that touch would try every way to share a text between them.
  const tests = whole.map((source) => new RegExp(`^${source.replace(/(?:\[\^\]\*){2,}/g, '[^]*')}$`, 'i'))
  return (value) => tests.some((test) => test.test(value))
}
