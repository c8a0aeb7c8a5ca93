import { createClient } from '@relayscope/contract/client'

/** The server this page came from. */
export const client = createClient({ baseUrl: '' })
