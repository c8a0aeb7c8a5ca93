/**
 * Where the embedded engine keeps its files. Making them afresh takes five seconds and 840 MB, so a prepared directory is
 * shipped (scripts/make-control-template.mjs) and unpacked. It appears under its name in one step, whole or not at all.
 */
import { randomUUID } from 'node:crypto'
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { parseTar } from 'nanotar'

/** The build's product; found the same way from `src` and from `dist`. */
export const templatePath = fileURLToPath(new URL('../../../dist/control-template.tar.gz', import.meta.url))

export type Origin = 'present' | 'template' | 'initdb'

/**
 * Afterwards `folder` holds a database cluster. `initialise` makes one in an empty folder, and is only asked when there is
 * no template.
 */
export async function prepareDataDirectory(
  folder: string,
  template: string,
  initialise: (folder: string) => Promise<void>,
): Promise<Origin> {
  await removeHalfMade(folder)
  if (await exists(join(folder, 'PG_VERSION'))) return 'present'
  const making = `${folder}.making-${randomUUID()}`
  const origin = (await exists(template)) ? 'template' : 'initdb'
  if (origin === 'template') await unpack(template, making)
  else await initialise(making)
  await rename(making, folder)
  return origin
}

/** Left behind by a process that was killed here. Nobody else is at it: the folder is locked. */
async function removeHalfMade(folder: string): Promise<void> {
  const parent = dirname(folder)
  await mkdir(parent, { recursive: true })
  const left = (await readdir(parent)).filter((name) => name.startsWith(`${basename(folder)}.making-`))
  for (const name of left) await rm(join(parent, name), { recursive: true, force: true })
}

async function unpack(template: string, folder: string): Promise<void> {
  const tar = await promisify(gunzip)(await readFile(template), { maxOutputLength: 256 * 1024 * 1024 })
  // PostgreSQL insists that nobody else can read its directory.
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // A copy, because the parser reads the buffer behind what it is given, and Node may hand out a part of a larger one.
  for (const { name, data, type } of parseTar(new Uint8Array(tar))) {
    const path = join(folder, normalize(`/${name}`))
    if (type === 'directory') await mkdir(path, { recursive: true, mode: 0o700 })
    else await writeFile(path, data ?? new Uint8Array(), { mode: 0o600 })
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
