/** From the text somebody sent to a policy that can be stored, or to what is wrong with it. Pure, so that it can run in a thread. */
import type { SteeringPolicy } from '@relayscope/contract'
import { compilePolicy, PolicyError, type PolicyProblem } from '@relayscope/steering'

export interface DocumentText {
  text: string
  format: 'json' | 'yaml'
}

export type ReadDocument =
  | { policy: SteeringPolicy; version: string; document: string }
  | { problems: readonly PolicyProblem[] }
  | { brokenAt: number | undefined }

export function readDocument({ text, format }: DocumentText): ReadDocument {
  try {
    const { policy, version } = compilePolicy(format === 'json' ? JSON.parse(text) : text)
    return { policy, version, document: JSON.stringify(policy) }
  } catch (error) {
    if (error instanceof PolicyError) return { problems: error.problems }
    if (!(error instanceof SyntaxError)) throw error
    const place = /at position (\d+)/.exec(error.message)?.[1]
    return { brokenAt: place === undefined ? undefined : Number(place) }
  }
}
