export const VERSION = '0.1.0'
/** The instrumentation scope of every span that is made here. */
export const SCOPE = '@relayscope/sdk'
