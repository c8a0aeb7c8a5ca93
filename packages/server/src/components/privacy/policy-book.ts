/** The policies of all projects, as the thread that redacts knows them. */
import { type PrivacySettings, privacySettings } from '@relayscope/contract'
import type { NameFinder } from '@relayscope/privacy'
import type { PolicyNews } from '../../flows/ingest/messages.ts'
import { ProjectPolicy } from './policy.ts'
import { createSeals, type OpenableSeals } from './seals.ts'

export const DEFAULT_SETTINGS: PrivacySettings = privacySettings.parse({})

export class PolicyBook {
  private readonly policies = new Map<string, ProjectPolicy>()
  private readonly nowMs: () => number
  private names: NameFinder | undefined
  private masterKey: Uint8Array
  private settings = new Map<string, PrivacySettings>()

  constructor({ masterKey, projects }: PolicyNews, nowMs: () => number, names?: NameFinder) {
    this.nowMs = nowMs
    this.masterKey = masterKey
    this.hear({ masterKey, projects }, names)
  }

  /** Takes the place of everything heard before. */
  hear({ masterKey, projects }: PolicyNews, names?: NameFinder): void {
    this.names = names
    this.masterKey = masterKey
    this.settings = new Map(projects.map(({ project, settings }) => [project, settings]))
    this.policies.clear()
  }

  seals(project: string): OpenableSeals {
    return createSeals(this.masterKey, project)
  }

  /** A project that said nothing has the default. */
  of(project: string): ProjectPolicy {
    let policy = this.policies.get(project)
    if (!policy) {
      policy = new ProjectPolicy({
        settings: this.settings.get(project) ?? DEFAULT_SETTINGS,
        seals: this.seals(project),
        ...(this.names && { names: this.names }),
        nowMs: this.nowMs,
      })
      this.policies.set(project, policy)
    }
    return policy
  }
}
