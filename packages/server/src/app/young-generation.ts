/**
 * Room for what a thread makes and soon forgets, in megabytes: V8's own default. `npm start` gives the main thread a quarter of it,
 * for that one passes bytes on; threads that make records of them would copy far more between collections.
 */
export const YOUNG_GENERATION_MB = 48
