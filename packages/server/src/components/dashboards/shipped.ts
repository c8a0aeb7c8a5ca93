/** The dashboards that come with Relayscope: files in the form of an export, the same for every project, never changed in place. */
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Dashboard, dashboardFile } from '@relayscope/contract'
import { issuesOf } from '../../kit/issues.ts'

/** Beside `src` and `dist`, so that both find it the same way. */
const FOLDER = fileURLToPath(new URL('../../../dashboards', import.meta.url))
const PREFIX = 'shipped-'
/** They were never changed by anybody, so they are older than everything people make. */
const SHIPPED_AT = '2026-01-01T00:00:00.000Z'

export type Shipped = ReadonlyMap<string, Dashboard>

export async function readShipped(folder = FOLDER): Promise<Shipped> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()
  const all = await Promise.all(
    names.map(async (name) => shippedOf(`${PREFIX}${name.slice(0, -'.json'.length)}`, await readFile(`${folder}/${name}`, 'utf8'))),
  )
  return new Map(all.map((dashboard) => [dashboard.id, dashboard]))
}

export function shippedOf(id: string, text: string): Dashboard {
  const read = dashboardFile.safeParse(JSON.parse(text))
  if (!read.success) {
    const [issue] = issuesOf(read.error, 1)
    throw new Error(`the dashboard ${id} cannot be read: ${issue?.path}: ${issue?.message}`)
  }
  const { format: _format, formatVersion: _version, layout = {}, ...content } = read.data
  return { ...content, id, layout, isPublic: true, source: 'shipped', version: 1, createdAt: SHIPPED_AT, updatedAt: SHIPPED_AT }
}
