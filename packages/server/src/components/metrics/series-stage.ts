/** Gives every point its series, and refuses the points that cannot have one or make no sense. */
import type { Batch, Stage } from '../../flows/ingest/batch.ts'
import type { PointRecord } from '../../flows/ingest/point-record.ts'
import type { SeriesBook } from '../../flows/ingest/series-book.ts'

/** How far a sender's clock may be ahead. Further is a mistake, and would stand at the end of every chart. */
const MAX_AHEAD_NS = 24n * 3_600_000_000_000n
/** How old a point may be that comes late. */
const MAX_LATE_NS = 400n * 24n * 3_600_000_000_000n
const MAX_REASONS = 1000

export class SeriesStage implements Stage {
  readonly name = 'series'
  private readonly book: SeriesBook

  constructor(book: SeriesBook) {
    this.book = book
  }

  run(batch: Batch): void {
    if (batch.points.length === 0) return
    const nowNs = BigInt(Math.trunc(batch.receivedAtMs)) * 1_000_000n
    const kept: PointRecord[] = []
    for (const point of batch.points) {
      const problem = timeProblem(point, nowNs) ?? this.place(batch, point)
      if (problem === undefined) kept.push(point)
      else refuse(batch, point, problem)
    }
    batch.points = kept
  }

  private place(batch: Batch, point: PointRecord): string | undefined {
    const found = this.book.find(batch.project, point.parts, batch.receivedAtMs)
    if ('problem' in found) return found.problem
    const { series } = found
    point.series = series
    if (found.write) batch.series.push(series)
    for (const exemplar of point.exemplars) batch.exemplars.push({ ...exemplar, series })
    return undefined
  }
}

function timeProblem({ timeNs }: PointRecord, nowNs: bigint): string | undefined {
  if (timeNs > nowNs + MAX_AHEAD_NS) return 'its time lies more than a day ahead'
  if (timeNs < nowNs - MAX_LATE_NS) return 'its time lies more than 400 days back'
  return undefined
}

function refuse(batch: Batch, { index, path }: PointRecord, message: string): void {
  batch.accepted--
  batch.rejections.push(batch.rejections.length < MAX_REASONS ? { index, path, message } : { index: -1, path: '', message: '' })
}
