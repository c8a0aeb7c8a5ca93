/** A protobuf message as its fields, for looking at answers in tests: text where a field has bytes, a number where a varint. */
export interface WireField {
  field: number
  value: number | Buffer
}

export function wireFields(body: Uint8Array): WireField[] {
  const bytes = Buffer.from(body)
  const found: WireField[] = []
  let at = 0
  const varint = (): number => {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = bytes[at++]
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    const first = varint()
    if ((tag & 7) === 0) found.push({ field: tag >>> 3, value: first })
    else found.push({ field: tag >>> 3, value: bytes.subarray(at, (at += first)) })
  }
  return found
}

const one = (body: Uint8Array, field: number): number | Buffer | undefined => wireFields(body).find((each) => each.field === field)?.value
const textOf = (value: number | Buffer | undefined): string => (Buffer.isBuffer(value) ? value.toString() : '')

/** google.rpc.Status in either encoding, with its details in the JSON form. */
export interface StatusBody {
  code: number
  message: string
  details: { '@type': string; [name: string]: unknown }[]
}

export function statusFrom(body: Uint8Array, contentType: string): StatusBody {
  if (contentType === 'application/json')
    return { details: [], ...(JSON.parse(Buffer.from(body).toString()) as object) } as unknown as StatusBody
  const details = wireFields(body)
    .filter(({ field }) => field === 3)
    .map(({ value }) => detailFrom(value as Buffer))
  return { code: Number(one(body, 1)), message: textOf(one(body, 2)), details }
}

function detailFrom(any: Buffer): StatusBody['details'][number] {
  const type = textOf(one(any, 1))
  const inner = one(one(any, 2) as Buffer, 1) as Buffer
  if (type.endsWith('RetryInfo')) return { '@type': type, retryDelay: `${String(one(inner, 1))}s` }
  return { '@type': type, fieldViolations: [{ field: textOf(one(inner, 1)), description: textOf(one(inner, 2)) }] }
}

/** Export…ServiceResponse in either encoding: undefined where partial success is unset. */
export function partialFrom(body: Uint8Array, contentType: string): { rejected: number; message: string } | undefined {
  if (contentType === 'application/json') {
    const { partialSuccess } = JSON.parse(Buffer.from(body).toString()) as { partialSuccess?: Record<string, string> }
    if (!partialSuccess) return undefined
    const { errorMessage, ...counts } = partialSuccess
    return { rejected: Number(Object.values(counts)[0]), message: errorMessage }
  }
  const partial = one(body, 1)
  return partial === undefined ? undefined : { rejected: Number(one(partial as Buffer, 1)), message: textOf(one(partial as Buffer, 2)) }
}
