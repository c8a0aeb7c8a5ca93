/** The scrape targets of all projects: those of the API and those of a file. */
import { randomUUID } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { type ScrapeTarget, scrapeFile } from '@relayscope/contract'
import { issuesOf } from '../../kit/issues.ts'
import { httpError } from '../../kit/http.ts'
import type { Log } from '../../kit/log.ts'
import type { TargetRecord, TargetStore } from './store.ts'

export interface Targets {
  /** All there are, for whoever fetches. */
  all(): Promise<TargetRecord[]>
  of(project: string): Promise<TargetRecord[]>
  create(project: string, target: ScrapeTarget): Promise<TargetRecord>
  update(project: string, id: string, target: ScrapeTarget): Promise<TargetRecord>
  remove(project: string, id: string): Promise<void>
}

const MAX_OF_PROJECT = 1000

export function createTargets(store: TargetStore, file: TargetFile | undefined): Targets {
  const ofFile = async (): Promise<TargetRecord[]> => (await file?.read()) ?? []
  return {
    all: async () => [...(await store.all()), ...(await ofFile())],
    of: async (project) => [...(await store.of(project)), ...(await ofFile()).filter((target) => target.project === project)],
    async create(project, target) {
      if ((await store.of(project)).length >= MAX_OF_PROJECT) throw httpError('conflict', `a project may have ${MAX_OF_PROJECT} targets`)
      const record: TargetRecord = { id: randomUUID(), project, source: 'api', target }
      await store.put(record)
      return record
    },
    async update(project, id, target) {
      const known = (await store.of(project)).find((each) => each.id === id)
      if (!known) throw missing(id)
      const record: TargetRecord = { ...known, target }
      await store.put(record)
      return record
    },
    async remove(project, id) {
      if (!(await store.remove(project, id))) throw missing(id)
    },
  }
}

function missing(id: string): Error {
  return httpError('not_found', id.startsWith('file-') ? 'this target stands in the file; change it there' : 'there is no such target')
}

export interface TargetFile {
  read(): Promise<TargetRecord[]>
}

/** Read anew when it changed. A mistake in it is logged, and what was read before stays in force. */
export function createTargetFile(path: string, log: Log): TargetFile {
  let known: TargetRecord[] = []
  let modifiedMs = Number.NaN

  return {
    async read() {
      try {
        const { mtimeMs } = await stat(path)
        if (mtimeMs === modifiedMs) return known
        modifiedMs = mtimeMs
        known = parseTargets(await readFile(path, 'utf8'))
      } catch (error) {
        log.error({ path, error }, 'the file of scrape targets cannot be used; what was read before stays in force')
      }
      return known
    },
  }
}

export function parseTargets(text: string): TargetRecord[] {
  const read = scrapeFile.safeParse(JSON.parse(text))
  if (!read.success) {
    const [issue] = issuesOf(read.error, 1)
    throw new Error(`${issue?.path}: ${issue?.message}`)
  }
  return read.data.targets.map(({ project, ...target }) => ({
    id: `file-${project}-${target.job}-${target.url}`.slice(0, 128),
    project,
    source: 'file',
    target,
  }))
}
