/** A project is a wall: no key, query or record crosses it. One is there from the start. */
import { httpError } from '../../kit/http.ts'
import type { AccessStore } from './store.ts'
import type { ProjectRow } from './tables.ts'

export const defaultProject = 'default'

const maxProjects = 1_000
const idPattern = /^[a-z0-9][a-z0-9_-]{0,62}$/

export interface Projects {
  /** Oldest first. */
  list(): Promise<ProjectRow[]>
  find(id: string): Promise<ProjectRow | undefined>
  create(project: { id: string; name: string }): Promise<ProjectRow>
}

export function createProjects(store: AccessStore): Projects {
  return {
    list: () => store.listProjects(maxProjects),
    find: (id) => store.findProject(id),
    async create({ id, name }) {
      if (!idPattern.test(id)) throw invalid('id', 'must be 1 to 63 lower-case letters, digits, _ and -, beginning with a letter or digit')
      if (name.trim() === '' || name.length > 200) throw invalid('name', 'must have 1 to 200 characters')
      const created = await store.insertProject({ id, name })
      if (!created) throw httpError('conflict', `there is a project "${id}" already`)
      return created
    },
  }
}

function invalid(path: string, message: string): Error {
  return httpError('invalid_request', `${path}: ${message}`, { errors: [{ path, message }] })
}
