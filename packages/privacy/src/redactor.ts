/** Puts something else where a finding was: the recognisers with a decision for each class. */
import type { PrivacyAction } from '@relayscope/contract'
import { type AllowList, compileAllowList } from './allow.ts'
import { CLASSES, type Class, type Finding, settle, STRUCTURED } from './classes.ts'
import { DIGIT, kindOf, MARK } from './characters.ts'
import { type CompiledPattern, compilePattern, type CustomPattern } from './custom.ts'
import { find } from './find.ts'
import { quoteFor } from './json-number.ts'
import { NAME_SAYS, nameSays } from './key-names.ts'
import type { NameFinder } from './names.ts'

export type Action = PrivacyAction

export type Actions = Readonly<Record<Class, Action>>

export const DEFAULT_ACTIONS: Actions = Object.fromEntries(
  CLASSES.map((name) => [name, STRUCTURED.includes(name) || name === 'CUSTOM' ? 'mask' : 'keep']),
) as Record<Class, Action>

/** Made with a key that the recognisers do not know. */
export interface Seals {
  /** The same word for the same value, which cannot be turned back. */
  hash(name: string, value: string): string
  /** The same word for the same value, which the key's owner can turn back. */
  token(name: string, value: string): string
}

export interface RedactorOptions {
  actions: Actions
  patterns?: readonly (CustomPattern & { action: Action })[]
  allow?: readonly string[]
  seals?: Seals
  /** Finds people and places; needed where they are not kept. */
  names?: NameFinder
  /** Milliseconds, and a limit in them for one text: beyond it the text is dropped. */
  nowMs?: () => number
  limitMs?: (characters: number) => number
}

/** How many of what were taken out. Names of patterns stand beside the classes. */
export type Counts = Map<string, number>

/** What stands for a text that could not be looked at to its end. */
export const DROPPED = '[DROPPED]'

const SHORTEST = 6
const CACHED_LENGTH = 256
const MOST_CACHED = 20_000

export class Redactor {
  private readonly actions: Actions
  private readonly patterns: readonly (CompiledPattern & { action: Action })[]
  private readonly allowed: AllowList
  private readonly options: RedactorOptions
  private deadlineMs = Number.POSITIVE_INFINITY
  private readonly finding: { dates: boolean; links: boolean }
  /** Short texts that hold nothing: most values of most spans come again and again. */
  private readonly clean = new Set<string>()

  constructor(options: RedactorOptions) {
    this.options = options
    this.actions = options.actions
    this.allowed = compileAllowList(options.allow ?? [])
    this.patterns = (options.patterns ?? [])
      .filter(({ action }) => action !== 'keep')
      .map((pattern) => ({ ...compilePattern(pattern), action: pattern.action }))
    this.finding = { dates: options.actions.DATE !== 'keep', links: options.actions.LINK !== 'keep' }
  }

  /** The text as it may be kept; the same object where nothing was taken out. Never throws. */
  redact(text: string, key: string, counts: Counts): string {
    const named = key !== '' && nameSays(key) !== NAME_SAYS.nothing
    if (!named) {
      if (text.length < SHORTEST || (text.length <= CACHED_LENGTH && this.clean.has(text))) return text
      if (this.isPlain(text)) return text
    }
    const redacted = this.replaced(text, named ? key : '', counts)
    if (redacted === text && !named && text.length <= CACHED_LENGTH) this.remember(text)
    return redacted
  }

  /** As `redact`, for what people are known by: masked values stay apart, so that they can still be counted and joined. */
  redactIdentity(text: string, counts: Counts): string {
    if (text.length < SHORTEST || this.clean.has(text) || this.isPlain(text)) return text
    const redacted = this.replaced(text, '', counts, 'hash')
    if (redacted === text && text.length <= CACHED_LENGTH) this.remember(text)
    return redacted
  }

  /** What would be taken out, and with which action. */
  find(text: string, key = ''): Finding[] {
    const found = find(text, { key, ...this.finding })
    for (const pattern of this.patterns) {
      found.push(...pattern.find(text))
      this.checkTime()
    }
    const { names } = this.options
    if (names && (this.actions.PERSON !== 'keep' || this.actions.LOCATION !== 'keep')) found.push(...names(text))
    return settle(found.filter((finding) => this.actionOf(finding) !== 'keep' && !this.allowed(text.slice(finding.start, finding.end))))
  }

  /** The same with what would be done about each. */
  decisions(text: string, key = ''): (Finding & { action: Action })[] {
    return this.find(text, key).map((finding) => ({ ...finding, action: this.actionOf(finding) }))
  }

  /** Between two recognisers: the rest would only make it later. */
  private checkTime(): void {
    if (this.options.nowMs && this.options.nowMs() > this.deadlineMs) throw new Error('out of time')
  }

  private isPlain(text: string): boolean {
    if (text.length >= 20 || this.patterns.length > 0 || this.options.names) return false
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code >= 128 || (kindOf(code) & (DIGIT | MARK)) !== 0) return false
    }
    return true
  }

  private remember(text: string): void {
    if (this.clean.size >= MOST_CACHED) this.clean.clear()
    this.clean.add(text)
  }

  private replaced(text: string, key: string, counts: Counts, mask: Action = 'mask'): string {
    const { nowMs, limitMs } = this.options
    try {
      this.deadlineMs = nowMs && limitMs ? nowMs() + limitMs(text.length) : Number.POSITIVE_INFINITY
      const found = this.find(text, key)
      if (found.length === 0) return text
      const replaced = this.put(text, found, counts, mask)
      this.checkTime()
      return replaced
    } catch {
      counts.set('DROPPED', (counts.get('DROPPED') ?? 0) + 1)
      return DROPPED
    }
  }

  private put(text: string, found: readonly Finding[], counts: Counts, mask: Action): string {
    const parts: string[] = []
    let from = 0
    for (const finding of found) {
      const name = finding.name ?? finding.class
      const action = this.actionOf(finding)
      const quote = quoteFor(text, finding.start, finding.end)
      const word = this.word(name, text.slice(finding.start, finding.end), action === 'mask' ? mask : action)
      parts.push(text.slice(from, finding.start), quote, word, quote)
      counts.set(name, (counts.get(name) ?? 0) + 1)
      from = finding.end
    }
    parts.push(text.slice(from))
    return parts.join('')
  }

  private word(name: string, value: string, action: Action): string {
    const { seals } = this.options
    if (action === 'hash' && seals) return `[${name}:${seals.hash(name, value)}]`
    if (action === 'tokenise' && seals) return `[${name}:${seals.token(name, value)}]`
    return `[${name}]`
  }

  private actionOf({ class: kind, name }: Finding): Action {
    if (kind !== 'CUSTOM') return this.actions[kind]
    return this.patterns.find((pattern) => pattern.name === name)?.action ?? 'mask'
  }
}

/** A word that stands for something in stored text: its class, and behind a colon its hash or token. */
export const STORED_WORD = /\[([A-Z][A-Z0-9_]{1,31})(?::[\w-]{8,8192})?\]/g
