/** Prometheus remote-write, versions 1 (prometheus.WriteRequest) and 2 (io.prometheus.write.v2.Request). */
import { type Decoder, UndecodableError } from '../../flows/ingest/intake.ts'
import { RECORD_UNITS } from './otlp/limits.ts'
import { WireReader } from './otlp/wire.ts'
import { HistogramJoiner } from './remote-write/classic-histograms.ts'
import { readHistogram } from './remote-write/histogram.ts'
import { addSeries, emptySeries, type WrittenSeries } from './remote-write/written.ts'

/** Remembers how many buckets histograms have, so it is made once per write flow. */
export function createRemoteWriteDecoder(): Decoder {
  const joiner = new HistogramJoiner()
  return (batch, body, format) => {
    const reader = new WireReader(body)
    const series = format === 'protobuf-2' ? readVersion2(reader) : readVersion1(reader)
    joiner.join(batch, series)
    for (const [index, each] of series.entries()) addSeries(batch, index, each)
  }
}

function readVersion1(reader: WireReader): WrittenSeries[] {
  const end = reader.bytes.length
  const list: WrittenSeries[] = []
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x0a) list.push(readSeries1(reader, reader.messageEnd(end)))
    else reader.skip(tag, end, 0)
  }
  return list
}

function readSeries1(reader: WireReader, end: number): WrittenSeries {
  const series = emptySeries()
  reader.budget.spend(RECORD_UNITS)
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x0a) readLabel(reader, reader.messageEnd(end), series.labels)
    else if (tag === 0x12) series.samples.push(readSample(reader, reader.messageEnd(end)))
    else if (tag === 0x1a) series.exemplars.push(readExemplar1(reader, reader.messageEnd(end)))
    else if (tag === 0x22) series.histograms.push(readHistogram(reader, reader.messageEnd(end)))
    else reader.skip(tag, end, 0)
  }
  return series
}

function readLabel(reader: WireReader, end: number, into: string[]): void {
  let name = ''
  let value = ''
  reader.budget.spend(1)
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x0a) name = reader.key(end)
    else if (tag === 0x12) value = reader.text(end)
    else reader.skip(tag, end, 0)
  }
  into.push(name, value)
}

function readSample(reader: WireReader, end: number): WrittenSeries['samples'][number] {
  const sample = { value: 0, timestampMs: 0, startMs: 0 }
  reader.budget.spend(1)
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x09) sample.value = reader.double(end)
    else if (tag === 0x10) sample.timestampMs = Number(reader.int64(end))
    else if (tag === 0x18) sample.startMs = Number(reader.int64(end))
    else reader.skip(tag, end, 0)
  }
  return sample
}

function readExemplar1(reader: WireReader, end: number): WrittenSeries['exemplars'][number] {
  const exemplar = { labels: [] as string[], value: 0, timestampMs: 0 }
  reader.budget.spend(1)
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x0a) readLabel(reader, reader.messageEnd(end), exemplar.labels)
    else if (tag === 0x11) exemplar.value = reader.double(end)
    else if (tag === 0x18) exemplar.timestampMs = Number(reader.int64(end))
    else reader.skip(tag, end, 0)
  }
  return exemplar
}

/** Every text stands once, in a table that may come behind the series that use it. */
function readVersion2(reader: WireReader): WrittenSeries[] {
  const end = reader.bytes.length
  const symbols: string[] = []
  const places: [from: number, to: number][] = []
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x22) {
      reader.budget.spend(1)
      symbols.push(reader.text(end))
    } else if (tag === 0x2a) {
      const to = reader.messageEnd(end)
      places.push([reader.at, to])
      reader.at = to
    } else reader.skip(tag, end, 0)
  }
  if (symbols.length > 0 && symbols[0] !== '') throw new UndecodableError('the first of the symbols must be empty')
  return places.map(([from, to]) => {
    reader.at = from
    return readSeries2(reader, to, symbols)
  })
}

function readSeries2(reader: WireReader, end: number, symbols: readonly string[]): WrittenSeries {
  const series = emptySeries()
  reader.budget.spend(RECORD_UNITS)
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x0a) series.labels.push(...readReferences(reader, reader.messageEnd(end), symbols))
    else if (tag === 0x12) series.samples.push(readSample(reader, reader.messageEnd(end)))
    else if (tag === 0x1a) series.histograms.push(readHistogram(reader, reader.messageEnd(end)))
    else if (tag === 0x22) series.exemplars.push(readExemplar2(reader, reader.messageEnd(end), symbols))
    else if (tag === 0x2a) readMetadata(reader, reader.messageEnd(end), symbols, series)
    else if (tag === 0x30) series.startMs = Number(reader.int64(end))
    else reader.skip(tag, end, 0)
  }
  return series
}

function readReferences(reader: WireReader, end: number, symbols: readonly string[]): string[] {
  const texts: string[] = []
  while (reader.at < end) {
    reader.budget.spend(1)
    texts.push(symbol(symbols, reader.varint32(end)))
  }
  if (texts.length % 2 === 1) throw new UndecodableError('a label has a name and no value')
  return texts
}

function symbol(symbols: readonly string[], reference: number): string {
  const text = symbols[reference]
  if (text === undefined) throw new UndecodableError('a reference leads beyond the symbols')
  return text
}

function readExemplar2(reader: WireReader, end: number, symbols: readonly string[]): WrittenSeries['exemplars'][number] {
  const exemplar = { labels: [] as string[], value: 0, timestampMs: 0 }
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x0a) exemplar.labels.push(...readReferences(reader, reader.messageEnd(end), symbols))
    else if (tag === 0x11) exemplar.value = reader.double(end)
    else if (tag === 0x18) exemplar.timestampMs = Number(reader.int64(end))
    else reader.skip(tag, end, 0)
  }
  return exemplar
}

/** 1 is a counter; histograms and summaries in parts are told apart by their names. */
function readMetadata(reader: WireReader, end: number, symbols: readonly string[], series: WrittenSeries): void {
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x08) {
      const type = reader.varint32(end)
      series.type = type === 1 ? 'counter' : type === 2 ? 'gauge' : 'unknown'
    } else if (tag === 0x18) series.help = symbol(symbols, reader.varint32(end))
    else if (tag === 0x20) series.unit = symbol(symbols, reader.varint32(end))
    else reader.skip(tag, end, 0)
  }
}
