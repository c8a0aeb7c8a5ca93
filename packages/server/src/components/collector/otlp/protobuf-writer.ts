/** Writes the few small messages that are answered. */

export function varintField(field: number, value: number): Buffer {
  return Buffer.from([...varint(field * 8), ...varint(value)])
}

export function bytesField(field: number, value: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(value.length)]), value])
}

export function textField(field: number, value: string): Buffer {
  return bytesField(field, Buffer.from(value))
}

/** Of a whole number from 0 to 2^53. */
function varint(value: number): number[] {
  const bytes: number[] = []
  let left = value
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) | 128)
  bytes.push(left)
  return bytes
}
