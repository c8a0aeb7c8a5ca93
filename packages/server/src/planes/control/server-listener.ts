/**
 * One connection for all channels. When it breaks it is made again for as long as anyone listens, and everyone is told
 * that there was a gap.
 */
import type { Client } from 'pg'
import type { Log } from '../../kit/log.ts'
import { retry } from '../../kit/retry.ts'
import { asControlError, ControlError } from './control-error.ts'
import type { ListenOptions } from './plane.ts'

interface Listening {
  readonly channel: string
  readonly listener: (payload: string) => void
  readonly options: ListenOptions
}

export class ServerListener {
  private readonly makeClient: () => Client
  private readonly log: Log
  private readonly listening = new Set<Listening>()
  private readonly stop = new AbortController()
  private client: Promise<Client> | undefined

  constructor(makeClient: () => Client, log: Log) {
    this.makeClient = makeClient
    this.log = log
  }

  async listen(channel: string, listener: (payload: string) => void, options: ListenOptions): Promise<() => Promise<void>> {
    const entry: Listening = { channel, listener, options }
    this.listening.add(entry)
    try {
      // A repeated LISTEN changes nothing, so it is said whoever else has said it.
      const client = await (this.client ??= this.connect())
      await client.query(`listen ${channel}`)
    } catch (error) {
      this.listening.delete(entry)
      throw asControlError(error)
    }
    return () => this.leave(entry)
  }

  async close(): Promise<void> {
    this.stop.abort(new ControlError('control_closed', 'the control plane is closed'))
    this.listening.clear()
    const client = await this.client?.catch(() => undefined)
    await client?.end().catch(() => {})
  }

  private async leave(entry: Listening): Promise<void> {
    this.listening.delete(entry)
    if ([...this.listening].some(({ channel }) => channel === entry.channel)) return
    const client = await this.client?.catch(() => undefined)
    await client?.query(`unlisten ${entry.channel}`).catch(() => {})
  }

  private async connect(): Promise<Client> {
    const client = this.makeClient()
    client.on('error', (error) => this.log.warn({ error }, 'the listening connection to PostgreSQL broke'))
    client.on('end', () => void this.reconnect())
    client.on('notification', ({ channel, payload }) => this.tell(channel, payload ?? ''))
    try {
      await client.connect()
      for (const channel of new Set([...this.listening].map((entry) => entry.channel))) await client.query(`listen ${channel}`)
      return client
    } catch (error) {
      this.client = undefined
      client.removeAllListeners('end')
      await client.end().catch(() => {})
      throw asControlError(error)
    }
  }

  private async reconnect(): Promise<void> {
    this.client = undefined
    if (this.stop.signal.aborted || this.listening.size === 0) return
    try {
      await retry(() => (this.client ??= this.connect()), {
        attempts: Number.POSITIVE_INFINITY,
        baseMs: 200,
        maxMs: 10_000,
        isRetryable: () => true,
        signal: this.stop.signal,
      })
    } catch {
      return
    }
    for (const { channel, options } of this.listening) this.guarded(channel, () => options.onGap?.())
  }

  private tell(channel: string, payload: string): void {
    for (const entry of this.listening) if (entry.channel === channel) this.guarded(channel, () => entry.listener(payload))
  }

  private guarded(channel: string, call: () => void): void {
    try {
      call()
    } catch (error) {
      this.log.error({ channel, error }, 'a listener failed')
    }
  }
}
