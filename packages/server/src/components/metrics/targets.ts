/** The scrape targets of all projects: those of the API and those of a file. */
import { randomUUID } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { type ScrapeAuthorization, scrapeFile, scrapeTarget, type WrittenTarget } from '@relayscope/contract'
import { issuesOf } from '../../kit/issues.ts'
import { httpError } from '../../kit/http.ts'
import type { Log } from '../../kit/log.ts'
import type { TargetRecord, TargetStore } from './store.ts'

export interface Targets {
  /** All there are, for whoever fetches. */
  all(): Promise<TargetRecord[]>
  of(project: string): Promise<TargetRecord[]>
  create(project: string, written: WrittenTarget): Promise<TargetRecord>
  update(project: string, id: string, written: WrittenTarget): Promise<TargetRecord>
  remove(project: string, id: string): Promise<void>
}

const MAX_OF_PROJECT = 1000

export function createTargets(store: TargetStore, file: TargetFile | undefined): Targets {
  const ofFile = async (): Promise<TargetRecord[]> => (await file?.read()) ?? []
  return {
    all: async () => [...(await store.all()), ...(await ofFile())],
    of: async (project) => [...(await store.of(project)), ...(await ofFile()).filter((target) => target.project === project)],
    async create(project, written) {
      if ((await store.of(project)).length >= MAX_OF_PROJECT) throw httpError('conflict', `a project may have ${MAX_OF_PROJECT} targets`)
      const record: TargetRecord = { id: randomUUID(), project, source: 'api', ...parted(written, undefined) }
      await store.put(record)
      return record
    },
    async update(project, id, written) {
      const known = (await store.of(project)).find((each) => each.id === id)
      if (!known) throw missing(id)
      const record: TargetRecord = { ...known, ...parted(written, known) }
      await store.put(record)
      return record
    },
    async remove(project, id) {
      if (!(await store.remove(project, id))) throw missing(id)
    },
  }
}

/** The target, and how it wants to be asked. What was given for one server is not taken along to another: whoever changes the address need not know it. */
function parted(
  { authorization, ...rest }: WrittenTarget,
  known: TargetRecord | undefined,
): Pick<TargetRecord, 'target' | 'authorization'> {
  const target = scrapeTarget.parse(rest)
  if (authorization !== undefined) return { target, authorization: authorization ?? undefined }
  const kept: ScrapeAuthorization | undefined = known?.authorization
  if (known && kept && new URL(known.target.url).origin !== new URL(target.url).origin) {
    const message = 'the target lies on another server now: give its authorization again, or null for none'
    throw httpError('invalid_request', message, { errors: [{ path: 'authorization', message }] })
  }
  return { target, authorization: kept }
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
  return read.data.targets.map(({ project, ...written }) => ({
    id: `file-${project}-${written.job}-${written.url}`.slice(0, 128),
    project,
    source: 'file',
    ...parted(written, undefined),
  }))
}
