/** Saved views: what the lists were asked, under a name, for everybody in the project. */
import type { Clock } from '../../kit/clock.ts'
import { createIds } from '../../kit/ids.ts'
import type { ControlPlane } from '../../planes/control/plane.ts'
import { createViewStore } from './store.ts'
import { createViews as viewsOf, type Views } from './views.ts'

export { viewsRoutes } from './routes.ts'
export type { Views } from './views.ts'

export function createViews({ control, clock }: { control: ControlPlane; clock: Clock }): Views {
  return viewsOf({ store: createViewStore(control), clock, ids: createIds(clock) })
}
