/** How content is looked at: the choice of the reader, the same for every interaction. */
import { createPreference } from '../../lib/preferences.ts'

export type ContentFormat = 'markdown' | 'raw'

export interface ContentView {
  readonly format: ContentFormat
  /** What is looked for; while there is something, nothing is folded that has it. */
  readonly find: string
  /** What was taken out of the texts looks like this. */
  readonly words: RegExp | undefined
}

export const formatStore = createPreference<ContentFormat>('content-format', ['markdown', 'raw'], 'markdown')

export function contains(text: string, find: string): boolean {
  return find !== '' && text.toLowerCase().includes(find.toLowerCase())
}
