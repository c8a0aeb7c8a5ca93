/** The built product on free ports with an empty data folder. */
import { afterAll, beforeAll } from 'vitest'
import * as launcher from '../scripts/lib/product.mjs'

export interface Product {
  readonly baseUrl: string
  readonly otlpUrl: string
  /** Sends JSON; throws unless it was taken. */
  post(path: string, body: unknown): Promise<void>
  stop(): Promise<void>
}

interface Launched {
  base: string
  otlpHttp: string
  call(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }>
  stop(): Promise<unknown>
  remove(): void
}

export async function startProduct(): Promise<Product> {
  const launched = (await launcher.startProduct({})) as unknown as Launched
  return {
    baseUrl: launched.base,
    otlpUrl: launched.otlpHttp,
    async post(path, body) {
      const { status, text } = await launched.call('POST', path, body)
      if (status !== 200) throw new Error(`POST ${path} was answered with ${status}: ${text}`)
    },
    async stop() {
      await launched.stop()
      launched.remove()
    },
  }
}

/** One product for a file of tests. */
export function useProduct(): () => Product {
  let product: Product | undefined
  beforeAll(async () => {
    product = await startProduct()
  })
  afterAll(async () => product?.stop())
  return () => {
    if (!product) throw new Error('the product starts before the first test')
    return product
  }
}
