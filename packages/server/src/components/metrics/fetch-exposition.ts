/** Fetches one exposition, as a scraper asks for it. */
import { fetchOutside } from '../../kit/fetch-outside.ts'

export interface Fetched {
  body: Buffer
  format: 'open-metrics' | 'text'
}

export interface FetchOptions {
  url: string
  timeoutMs: number
  maxBytes: number
  fallbackFormat: 'open-metrics' | 'text'
  /** The header of that name. Redirects lead within the same server, so it goes nowhere else. */
  authorization?: string | undefined
}

const ACCEPT =
  'application/openmetrics-text;version=1.0.0;q=0.7,application/openmetrics-text;version=0.0.1;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'

export async function fetchExposition({ url, timeoutMs, maxBytes, fallbackFormat, authorization }: FetchOptions): Promise<Fetched> {
  const asked = {
    accept: ACCEPT,
    'x-prometheus-scrape-timeout-seconds': String(timeoutMs / 1000),
    ...(authorization === undefined ? {} : { authorization }),
  }
  const { body, headers } = await fetchOutside({ url, headers: asked, timeoutMs, maxBytes })
  return { body, format: formatOf(headers['content-type'], fallbackFormat) }
}

function formatOf(contentType: string | undefined, fallback: Fetched['format']): Fetched['format'] {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase()
  if (type === 'application/openmetrics-text') return 'open-metrics'
  return type === 'text/plain' ? 'text' : fallback
}
