/** What a Prometheus exposition says, in either of its formats. */
export type FamilyType = 'counter' | 'gauge' | 'histogram' | 'gaugehistogram' | 'summary' | 'info' | 'stateset' | 'unknown'

export type Labels = readonly (readonly [name: string, value: string])[]

export interface SampleExemplar {
  labels: Labels
  value: number
  timestampMs: number | undefined
}

export interface Sample {
  name: string
  labels: Labels
  value: number
  timestampMs: number | undefined
  exemplar: SampleExemplar | undefined
}

export interface Family {
  name: string
  type: FamilyType
  help: string
  unit: string
  samples: Sample[]
}

/** The exposition is not one: all of it is refused, as half a scrape would look like a fall of what is missing. */
export class ExpositionError extends Error {
  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`)
  }
}

/** Suffixes a family's samples may have, by its type. */
export const SUFFIXES: Readonly<Record<FamilyType, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [''],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  gaugehistogram: ['_bucket', '_gcount', '_gsum'],
  summary: ['', '_count', '_sum', '_created'],
  info: ['_info'],
  stateset: [''],
  unknown: [''],
}
