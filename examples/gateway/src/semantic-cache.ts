/** Answers to questions that were asked before in nearly the same words. */

const DIMENSIONS = 256

/** Counts of hashed three-letter pieces, of length 1: texts with the same pieces point the same way. */
export function embed(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS)
  const plain = ` ${text.toLowerCase().replace(/\s+/g, ' ').trim()} `
  for (let at = 0; at + 3 <= plain.length; at++) {
    let hash = 0x811c9dc5
    for (let next = at; next < at + 3; next++) hash = Math.imul(hash ^ plain.charCodeAt(next), 0x01000193)
    vector[(hash >>> 0) % DIMENSIONS] += 1
  }
  const length = Math.hypot(...vector) || 1
  return vector.map((value) => value / length)
}

export function similarity(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, at) => sum + value * right[at], 0)
}

export interface Lookup<Answer> {
  hit: boolean
  /** Of the nearest question; 0 where there is none. */
  similarity: number
  answer?: Answer
}

interface Entry<Answer> {
  scope: string
  vector: Float32Array
  answer: Answer
  untilMs: number
}

export class SemanticCache<Answer> {
  private entries: Entry<Answer>[] = []
  private readonly options: { threshold: number; maxEntries: number; ttlSeconds: number }
  private readonly nowMs: () => number

  constructor(options: { threshold: number; maxEntries: number; ttlSeconds: number }, nowMs: () => number = Date.now) {
    this.options = options
    this.nowMs = nowMs
  }

  /** `scope`: answers never cross it (an organisation and a model). */
  look(scope: string, question: string): Lookup<Answer> {
    const now = this.nowMs()
    this.entries = this.entries.filter(({ untilMs }) => untilMs > now)
    const vector = embed(question)
    let best: Lookup<Answer> = { hit: false, similarity: 0 }
    for (const entry of this.entries) {
      if (entry.scope !== scope) continue
      const near = similarity(vector, entry.vector)
      if (near > best.similarity) best = { hit: near >= this.options.threshold, similarity: near, answer: entry.answer }
    }
    return best.hit ? best : { hit: false, similarity: best.similarity }
  }

  keep(scope: string, question: string, answer: Answer): void {
    this.entries.push({ scope, vector: embed(question), answer, untilMs: this.nowMs() + this.options.ttlSeconds * 1000 })
    if (this.entries.length > this.options.maxEntries) this.entries.shift()
  }
}
