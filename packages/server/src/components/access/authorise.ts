/**
 * Who is asking, and whether anybody may.
 *
 * Open (RELAYSCOPE_AUTH=auto and a loopback address): anybody on this machine, but no page of another origin and nobody
 * from elsewhere. A key is still honoured: it decides the project and the rights. A secret that is not ours is overlooked,
 * because exporters often carry a dummy; one that looks like ours and is not valid is a mistake worth telling.
 * Otherwise a key is needed, always.
 */
import { httpError } from '../../kit/http.ts'
import type { Principal } from '../../kit/principal.ts'
import { type Caller, foreignHost, foreignPage, forwardedFromElsewhere, isLoopbackHost } from './caller.ts'
import { type Credential, credentialOf } from './credential.ts'
import { allScopes, hashOf, type Keys, type Refusal, sameHash, secretPrefix } from './keys.ts'
import { defaultProject } from './projects.ts'

export interface AccessConfig {
  readonly auth: 'auto' | 'required'
  /** The address the server listens on. */
  readonly host: string
  readonly adminKey?: string | undefined
}

export type Authorise = (caller: Caller) => Promise<Principal>

const local: Principal = { project: defaultProject, name: 'local', scopes: new Set(allScopes) }
const bootstrap: Principal = { project: defaultProject, name: 'admin key', scopes: new Set(allScopes) }

const refusals: Record<Refusal, string> = {
  unknown: 'the key is not known',
  revoked: 'the key was revoked',
  expired: 'the key has expired',
}

export function isOpen({ auth, host }: Pick<AccessConfig, 'auth' | 'host'>): boolean {
  return auth === 'auto' && isLoopbackHost(host)
}

export function createAuthorise(config: AccessConfig, keys: Pick<Keys, 'verify'>): Authorise {
  const open = isOpen(config)
  const adminHash = config.adminKey === undefined ? undefined : hashOf(config.adminKey)

  async function identify({ secret }: Credential): Promise<Principal | Refusal> {
    if (adminHash !== undefined && sameHash(hashOf(secret), adminHash)) return bootstrap
    // What does not look like a key of ours is not worth a question to the database.
    return secret.startsWith(secretPrefix) ? keys.verify(secret) : 'unknown'
  }

  return async (caller) => {
    const credential = credentialOf(caller.headers)
    const found = credential && (await identify(credential))
    if (credential && typeof found === 'object') {
      if (credential.sentByBrowsers) refuse(foreignPage(caller))
      return found
    }
    if (open && !credential?.secret.startsWith(secretPrefix)) {
      refuse(foreignHost(caller) ?? forwardedFromElsewhere(caller) ?? foreignPage(caller))
      return local
    }
    throw httpError('unauthenticated', typeof found === 'string' ? refusals[found] : 'a key is needed')
  }
}

function refuse(reason: string | undefined): void {
  if (reason !== undefined) throw httpError('forbidden_origin', reason)
}
