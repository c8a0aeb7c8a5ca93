/** What one evaluation looks at, whatever it is given. Longer is looked at as far as this, and the explanation says so. */
export const LIMITS = {
  /** Characters of a policy's text. */
  policyText: 2_000_000,
  /** Steps of a path. */
  pathSteps: 32,
  /** Characters of a text that `regex`, `contains` and `equals` look at. */
  text: 262_144,
  /** Members of a list that `contains` looks at. */
  listMembers: 10_000,
  /** Instructions of one compiled pattern; the time of a match is at most this times the text. */
  patternInstructions: 2_000,
  /** Instructions of all patterns of a policy together. */
  policyInstructions: 50_000,
  /** Characters of a found value that an explanation repeats. */
  shownCharacters: 200,
} as const
