/** Classes, actions and modes in the words of the page. */
import type { ContentMode, PrivacyAction, PrivacyClass } from '@relayscope/contract'

export interface ClassWords {
  readonly name: PrivacyClass
  readonly label: string
  readonly detail: string
}

export const SURE: readonly ClassWords[] = [
  { name: 'SECRET', label: 'Secrets', detail: 'Keys, passwords, tokens, private keys, cookies' },
  { name: 'EMAIL', label: 'Mail addresses', detail: 'ada@example.org' },
  { name: 'PHONE', label: 'Phone numbers', detail: '+49 30 1234 5678, (415) 555-0132' },
  { name: 'CREDIT_CARD', label: 'Card numbers', detail: 'By their checksum' },
  { name: 'IBAN', label: 'Bank accounts', detail: 'IBAN, by its checksum' },
  { name: 'IP', label: 'IP addresses', detail: 'Version 4 and 6' },
  { name: 'SSN', label: 'Social security numbers', detail: 'Of the United States' },
  { name: 'URL', label: 'Addresses with credentials', detail: 'postgres://user:password@host' },
  { name: 'DATE_OF_BIRTH', label: 'Dates of birth', detail: 'Where the words before say so' },
]

export const GUESSES: readonly ClassWords[] = [
  { name: 'PERSON', label: 'Names of people', detail: 'By lists and capitals; finds more than it should' },
  { name: 'LOCATION', label: 'Places', detail: 'Towns, countries, postal addresses' },
  { name: 'DATE', label: 'All dates', detail: 'Not only of birth' },
  { name: 'LINK', label: 'All web addresses', detail: 'Also without credentials' },
]

export const ACTIONS: readonly { value: PrivacyAction; label: string; detail: string }[] = [
  { value: 'mask', label: 'Mask', detail: 'Its class stands in its place' },
  { value: 'hash', label: 'Hash', detail: 'Equal values stay equal, and nobody can turn them back' },
  { value: 'tokenise', label: 'Tokenise', detail: 'Equal values stay equal, and a permitted person can reveal them' },
  { value: 'keep', label: 'Keep', detail: 'Stored as it was sent' },
]

export const MODES: readonly { value: ContentMode; label: string; detail: string }[] = [
  { value: 'store', label: 'Store what is left', detail: 'Prompts and answers can be read' },
  { value: 'fingerprint', label: 'Fingerprints only', detail: 'Equal texts can be told; no text is kept' },
  { value: 'drop', label: 'Store no content', detail: 'No prompts, answers, messages or bodies of logs' },
  { value: 'metadata', label: 'Metadata only', detail: 'No free text at all: ids, names, numbers and times' },
]

export const modeLabel = (mode: ContentMode): string => MODES.find(({ value }) => value === mode)?.label ?? mode
export const actionLabel = (action: PrivacyAction): string => ACTIONS.find(({ value }) => value === action)?.label ?? action

/** `a, b` typed by a person; nothing for empty. */
export function readList(text: string): string[] | undefined {
  const list = text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  return list.length > 0 ? list : undefined
}
