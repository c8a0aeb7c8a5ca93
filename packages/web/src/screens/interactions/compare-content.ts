/** The texts of two interactions beside each other, message by message, with what differs numbered from the top. */
import type { AIInteraction } from '@relayscope/contract'
import { plainStoredWords } from '../../lib/stored-words.ts'
import { diffTexts, isChange, pairItems, type TextDiff } from '../../lib/word-diff.ts'
import { bodyText, type ContentSide, messagesOf, wordsOf } from './message-text.ts'
import { privacyState, showsContent } from './privacy-state.ts'

export interface ComparedMessage {
  readonly role: string
  readonly body: string
}

export interface ComparedPair {
  readonly left: ComparedMessage | undefined
  readonly right: ComparedMessage | undefined
  readonly same: boolean
  /** Of the two bodies, where they differ; absent where one of them is missing. */
  readonly diff: TextDiff | undefined
  /** The number of its first change among all changes of the view. */
  readonly firstChange: number
}

export interface ComparedSide {
  readonly side: ContentSide
  readonly pairs: readonly ComparedPair[]
}

export interface ComparedContent {
  /** Not where the content of either may not be seen: the other one is then shown as it is. */
  readonly comparable: boolean
  readonly sides: readonly ComparedSide[]
  readonly changes: number
}

const READING = {
  keyOf: ({ role, body }: ComparedMessage) => JSON.stringify([role, body]),
  kindOf: ({ role }: ComparedMessage) => role,
}

export function compareContent(left: AIInteraction, right: AIInteraction): ComparedContent {
  const comparable = isShown(left) && isShown(right)
  const paired = (['prompt', 'response'] as const).map((side) => ({
    side,
    pairs: pairItems(bodiesOf(left, side), bodiesOf(right, side), READING),
  }))
  const toDiff = paired.flatMap(({ pairs }) => pairs).filter((pair) => pair.left && pair.right && !pair.same).length
  let changes = 0
  const sides = paired.map(({ side, pairs }) => ({
    side,
    pairs: pairs.map((pair): ComparedPair => {
      const diff = pair.left && pair.right && !pair.same ? diffTexts(pair.left.body, pair.right.body, toDiff) : undefined
      const firstChange = changes
      // A message that only one has is one change.
      if (comparable && !pair.same) changes += diff?.segments.filter(isChange).length ?? 1
      return { ...pair, diff, firstChange }
    }),
  }))
  return { comparable, sides, changes }
}

/** Nothing of what may not be seen. */
function bodiesOf(interaction: AIInteraction, side: ContentSide): ComparedMessage[] {
  if (!isShown(interaction)) return []
  const words = wordsOf(interaction)
  return messagesOf(interaction, side).map((message) => ({ role: message.role, body: plainStoredWords(bodyText(message), words) }))
}

function isShown(interaction: AIInteraction): boolean {
  return showsContent(privacyState(interaction))
}
