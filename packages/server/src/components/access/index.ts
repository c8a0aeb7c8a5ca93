/** Who may do what: projects, keys, and the decision per request. */
import type { Clock } from '../../kit/clock.ts'
import { createIds, type Ids } from '../../kit/ids.ts'
import { type Log, silentLog } from '../../kit/log.ts'
import type { ControlPlane } from '../../planes/control/plane.ts'
import { type AccessConfig, type Authorise, createAuthorise, isOpen } from './authorise.ts'
import { createKeys, type Keys } from './keys.ts'
import { createProjects, type Projects } from './projects.ts'
import { createAccessStore } from './store.ts'

export { accessRoutes } from './routes.ts'

export interface Access {
  /** Throws `HttpError`: 401 `unauthenticated`, 403 `forbidden_origin`. What the principal may do is checked per route. */
  readonly authorise: Authorise
  readonly keys: Keys
  readonly projects: Projects
  /** True when no key is needed. */
  readonly open: boolean
}

export interface AccessOptions {
  control: ControlPlane
  config: AccessConfig
  clock: Clock
  log?: Log
  ids?: Ids
}

export function createAccess({ control, config, clock, log = silentLog, ids = createIds(clock) }: AccessOptions): Access {
  const store = createAccessStore(control)
  const keys = createKeys({ store, clock, ids, onError: (error) => log.warn({ error }, 'keys: the control plane did not answer') })
  return { authorise: createAuthorise(config, keys), keys, projects: createProjects(store), open: isOpen(config) }
}
