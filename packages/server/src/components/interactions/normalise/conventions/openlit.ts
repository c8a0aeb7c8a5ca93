/** OpenLIT: the `gen_ai.*` keys, and a cost of its own. */
import { genAiRole, namesModel, readGenAi } from '../gen-ai.ts'
import type { Convention } from './convention.ts'

export const openLit: Convention = {
  name: 'openlit',
  accepts: ({ origin, attributes }) =>
    origin.scope.startsWith('openlit') ||
    attributes.get('telemetry.sdk.name') === 'openlit' ||
    origin.resource.get('telemetry.sdk.name') === 'openlit',
  role: genAiRole,
  evidence: (span) => (namesModel(span) ? 'model' : ''),
  read(span) {
    const reading = readGenAi(span)
    const cost = span.attributes.text('gen_ai.usage.cost')
    return cost === undefined ? reading : { ...reading, tags: { ...reading.tags, reportedCostUsd: cost } }
  },
}
