/** The texts of two interactions beside each other, message by message, with what differs numbered from the top. */
import type { AIInteraction, Message } from '@relayscope/contract'
import { diffTexts, isChange, pairItems, type TextDiff } from '../../lib/word-diff.ts'
import { bodyText, type ContentSide, messagesOf } from './message-text.ts'
import { privacyState, showsContent } from './privacy-state.ts'

export interface ComparedPair {
  readonly left: Message | undefined
  readonly right: Message | undefined
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
  keyOf: (message: Message) => JSON.stringify([message.role, bodyText(message)]),
  kindOf: ({ role }: Message) => role,
}

export function compareContent(left: AIInteraction, right: AIInteraction): ComparedContent {
  const comparable = isShown(left) && isShown(right)
  const paired = (['prompt', 'response'] as const).map((side) => ({
    side,
    pairs: pairItems(isShown(left) ? messagesOf(left, side) : [], isShown(right) ? messagesOf(right, side) : [], READING),
  }))
  const toDiff = paired.flatMap(({ pairs }) => pairs).filter((pair) => pair.left && pair.right && !pair.same).length
  let changes = 0
  const sides = paired.map(({ side, pairs }) => ({
    side,
    pairs: pairs.map((pair): ComparedPair => {
      const diff = pair.left && pair.right && !pair.same ? diffTexts(bodyText(pair.left), bodyText(pair.right), toDiff) : undefined
      const firstChange = changes
      // A message that only one has is one change.
      if (comparable && !pair.same) changes += diff?.segments.filter(isChange).length ?? 1
      return { ...pair, diff, firstChange }
    }),
  }))
  return { comparable, sides, changes }
}

function isShown(interaction: AIInteraction): boolean {
  return showsContent(privacyState(interaction))
}
