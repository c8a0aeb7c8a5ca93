/** Base64 to bytes as characters; undefined for what is none. Without a library: this runs in browsers and in Node. */
declare const atob: (text: string) => string

export function fromBase64(text: string): string | undefined {
  const length = text.length % 4 === 1 ? text.length - 1 : text.length
  try {
    return atob(text.slice(0, length).replace(/-/g, '+').replace(/_/g, '/'))
  } catch {
    return undefined
  }
}

/** Bytes as characters into text; undefined where they are no UTF-8. */
export function fromUtf8(bytes: string): string | undefined {
  if (!/[\u0080-\u00ff]/.test(bytes)) return bytes
  try {
    return decodeURIComponent(bytes.replace(/[%\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`))
  } catch {
    return undefined
  }
}
