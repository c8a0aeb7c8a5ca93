/** The dashboards that come with the product must be right before anybody sees them. */
import { expect, it } from 'vitest'
import { widgetSources } from '../../app/open-dashboards.ts'
import { checkWidgets, createQuestionReader } from './questions.ts'
import { readShipped } from './shipped.ts'
import { createSourceFinder } from './sources.ts'

const nobody = {} as Parameters<typeof widgetSources>[0]
const read = createQuestionReader(createSourceFinder(widgetSources(nobody)))

it('ships four dashboards whose widgets ask what there is, and do not lie over one another', async () => {
  const shipped = await readShipped()
  expect([...shipped.keys()]).toEqual(['shipped-gateway', 'shipped-models-and-cost', 'shipped-relayscope', 'shipped-routing'])
  for (const { widgets } of shipped.values()) {
    checkWidgets(read, widgets, {})
    const taken = new Set<string>()
    for (const { id, position } of widgets) {
      expect(position.x + position.width, id).toBeLessThanOrEqual(12)
      for (let x = position.x; x < position.x + position.width; x++)
        for (let y = position.y; y < position.y + position.height; y++) {
          expect(taken.has(`${x} ${y}`), `${id} at ${x} ${y}`).toBe(false)
          taken.add(`${x} ${y}`)
        }
    }
  }
})
