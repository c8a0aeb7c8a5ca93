/** The data of server-sent events, read as their bytes go by. */
import { parseJson } from '../calls/json.ts'

/** An event longer than this is left out: its reader gets it all the same. */
const MAX_EVENT_LENGTH = 1024 * 1024

export class ServerSentEvents {
  private readonly decoder = new TextDecoder()
  private readonly onData: (data: unknown) => void
  private rest = ''
  private data: string[] = []
  private length = 0

  /** `onData` gets each event's data as JSON; `[DONE]` and what is no JSON is left out. */
  constructor(onData: (data: unknown) => void) {
    this.onData = onData
  }

  write(bytes: Uint8Array): void {
    this.rest += this.decoder.decode(bytes, { stream: true })
    let from = 0
    for (let end = this.rest.indexOf('\n'); end >= 0; end = this.rest.indexOf('\n', from)) {
      this.line(this.rest.slice(from, this.rest[end - 1] === '\r' ? end - 1 : end))
      from = end + 1
    }
    this.rest = this.rest.slice(from)
    if (this.rest.length > MAX_EVENT_LENGTH) this.rest = ''
  }

  /** A last event may lack its blank line. */
  end(): void {
    this.line(this.rest)
    this.rest = ''
    this.dispatch()
  }

  private line(line: string): void {
    if (line === '') return this.dispatch()
    if (!line.startsWith('data:') || this.length > MAX_EVENT_LENGTH) return
    this.length += line.length
    this.data.push(line.slice(line[5] === ' ' ? 6 : 5))
  }

  private dispatch(): void {
    const { data, length } = this
    this.data = []
    this.length = 0
    if (data.length === 0 || length > MAX_EVENT_LENGTH) return
    const value = parseJson(data.join('\n'))
    if (value !== undefined) this.onData(value)
  }
}
