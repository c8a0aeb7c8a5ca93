#!/usr/bin/env node
/**
 * Prepares the embedded control database's data directory for shipping: dist/control-template.tar.gz (4 MB). Part of the
 * build; does nothing while the one there was made by the same version of PGlite.
 */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { PGlite } from '@electric-sql/pglite'
import { createTar } from 'nanotar'

const target = process.argv[2] ?? fileURLToPath(new URL('../dist/control-template.tar.gz', import.meta.url))
const note = `${target}.json`
const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
const { version } = JSON.parse(await readFile(join(dirname(entry), '..', 'package.json'), 'utf8'))
/** Raise it when this script makes something else. */
const madeBy = JSON.stringify({ pglite: version, script: 1 })

if ((await readFile(note, 'utf8').catch(() => '')) !== madeBy) await make()

async function make() {
  const folder = await mkdtemp(join(tmpdir(), 'relayscope-template-'))
  try {
    // Closed before it is packed, so that its first start has nothing to recover.
    const engine = await PGlite.create(folder)
    await engine.close()
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const files = []
    for (const each of entries) {
      const path = join(each.parentPath ?? each.path, each.name)
      const name = relative(folder, path).replaceAll('\\', '/')
      files.push(each.isDirectory() ? { name: `${name}/` } : { name, data: await readFile(path) })
    }
    await mkdir(dirname(target), { recursive: true })
    await rm(note, { force: true })
    const making = `${target}.${process.pid}`
    await writeFile(making, gzipSync(createTar(files, { attrs: { mtime: 0, uid: 0, gid: 0 } }), { level: 9 }))
    await rename(making, target)
    await writeFile(note, madeBy)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
