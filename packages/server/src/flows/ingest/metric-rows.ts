/** Metric points, their series and exemplars into rows. */
import { BlockWriter, columnsOf } from '../../planes/telemetry/native-block.ts'
import { assert } from '../../kit/errors.ts'
import type { Arrival, Batch } from './batch.ts'
import type { ExemplarRecord, PointRecord, SeriesRecord } from './point-record.ts'

export class MetricRows {
  private readonly points = new BlockWriter('metric_points')
  private readonly pointColumns = columnsOf(this.points)
  private readonly series = new BlockWriter('metric_series')
  private readonly seriesColumns = columnsOf(this.series)
  private readonly exemplars = new BlockWriter('metric_exemplars')
  private readonly exemplarColumns = columnsOf(this.exemplars)
  readonly writers = [this.series, this.exemplars, this.points]

  add(arrival: Arrival, batch: Batch): void {
    for (const series of batch.series) this.addSeries(arrival, series)
    for (const point of batch.points) this.addPoint(arrival, point)
    for (const exemplar of batch.exemplars) this.addExemplar(arrival, exemplar)
  }

  private addPoint(arrival: Arrival, point: PointRecord): void {
    const columns = this.pointColumns
    const { series } = point
    assert(series, 'a point reached the rows without its series')
    columns.project.text(arrival.project)
    columns.received_at.dateTime(arrival.receivedAt)
    columns.name.text(series.name)
    columns.series.u64(series.id)
    columns.time.dateTime64(point.timeNs)
    columns.point_id.u64(point.pointId)
    columns.kind.u8(series.kind)
    columns.value.f64(point.value)
    columns.start_time.dateTime64(point.startNs)
    columns.count.u64(point.count)
    columns.least.f64(point.least)
    columns.most.f64(point.most)
    columns.bounds.f64s(point.bounds)
    columns.counts.u64s(point.counts)
    columns.text.text(point.text)
    columns.redactions.text(point.redactions ?? '')
  }

  private addSeries(arrival: Arrival, series: SeriesRecord): void {
    const columns = this.seriesColumns
    columns.project.text(arrival.project)
    columns.received_at.dateTime(arrival.receivedAt)
    columns.name.text(series.name)
    columns.series.u64(series.id)
    columns.kind.u8(series.kind)
    columns.unit.text(series.unit)
    columns.description.text(series.description)
    columns.tags.map(series.tags)
    columns.resource.text(series.resource)
    columns.redactions.text(series.redactions)
  }

  private addExemplar(arrival: Arrival, exemplar: ExemplarRecord): void {
    const columns = this.exemplarColumns
    columns.project.text(arrival.project)
    columns.received_at.dateTime(arrival.receivedAt)
    columns.name.text(exemplar.series.name)
    columns.series.u64(exemplar.series.id)
    columns.time.dateTime64(exemplar.timeNs)
    columns.value.f64(exemplar.value)
    columns.trace_id.text(exemplar.traceId)
    columns.span_id.text(exemplar.spanId)
    columns.request_id.text(exemplar.requestId)
    columns.user_id.text(exemplar.userId)
    columns.attrs.map(exemplar.attributes)
    columns.redactions.text(exemplar.redactions ?? '')
  }
}
