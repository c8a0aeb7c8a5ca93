/**
 * Builds when stale. Fresh means: the bytes of every source are those of the last build, and what it wrote is still there
 * (by path and size). Reading all sources takes some tens of milliseconds, so no time stamp is trusted.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bin } from './places.mjs'
import { StepError, runNode } from './run.mjs'

const SOURCES = [
  'src',
  'sql',
  'prices',
  'dashboards',
  'public',
  'scripts',
  'config',
  'data',
  'index.html',
  'package.json',
  'tsconfig.json',
  'vite.config.ts',
]
const OUTPUTS = ['dist', 'dist-types']
const SHARED = ['package-lock.json', 'tsconfig.json', 'tsconfig.base.json']

/** Tests do not change what is built. */
const isTest = (path) => /\.test\.tsx?$/.test(path)

function* files(root, place) {
  const stat = statSync(join(root, place), { throwIfNoEntry: false })
  if (stat?.isFile()) yield place
  if (!stat?.isDirectory()) return
  for (const name of readdirSync(join(root, place)).sort()) if (name !== 'node_modules') yield* files(root, `${place}/${name}`)
}

const packagesOf = (root) =>
  ['packages', 'examples'].flatMap((folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder))
          .sort()
          .map((name) => `${folder}/${name}`)
      : [],
  )

/** The sources by path, and one hash over paths and bytes. */
function sourcesOf(root) {
  const places = [...SHARED, ...packagesOf(root).flatMap((place) => SOURCES.map((part) => `${place}/${part}`))]
  const paths = places.flatMap((place) => [...files(root, place)]).filter((path) => !isTest(path))
  const hash = createHash('sha256')
  for (const path of paths)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0')
  return { paths, hash: hash.digest('hex') }
}

function outputsOf(root) {
  const hash = createHash('sha256')
  for (const folder of packagesOf(root).flatMap((place) => OUTPUTS.map((part) => `${place}/${part}`))) {
    for (const path of files(root, folder)) hash.update(`${path}\0${statSync(join(root, path)).size}\0`)
  }
  return hash.digest('hex')
}

/** Writes down what was built from what. `sources` as they were read before the build began. */
export function stampBuild(root, sources = sourcesOf(root)) {
  mkdirSync(join(root, '.cache'), { recursive: true })
  writeFileSync(join(root, '.cache/build.json'), JSON.stringify({ sources, outputs: outputsOf(root) }))
}

function readStamp(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** `undefined` when the build is fresh, else why it is not. */
export function buildComplaint(root) {
  const stamp = readStamp(join(root, '.cache/build.json'))
  if (!stamp) return 'no finished build'
  if (stamp.sources.hash !== sourcesOf(root).hash) return 'sources have changed'
  return stamp.outputs === outputsOf(root) ? undefined : 'built files have changed'
}

/**
 * The compiler neither deletes nor notices that something it wrote is gone. So outputs go first when a source went away,
 * when the build before did not finish, or when outputs were touched though no source was.
 */
function clearOutputs(root, before, now) {
  const kept = new Set(now.paths)
  if (before && before.sources.hash !== now.hash && before.sources.paths.every((path) => kept.has(path))) return
  for (const place of packagesOf(root)) for (const part of OUTPUTS) rmSync(join(root, place, part), { recursive: true, force: true })
}

export async function build(root, reason) {
  console.log(`building (${reason})`)
  const file = join(root, '.cache/build.json')
  const before = readStamp(file)
  rmSync(file, { force: true })
  const sources = sourcesOf(root)
  clearOutputs(root, before, sources)
  await runNode('the build (tsc)', bin.tsc, ['-b'], { cwd: root })
  if (existsSync(join(root, 'packages/web/vite.config.ts')))
    await runNode('the build (vite)', bin.vite, ['build', '--logLevel', 'warn'], { cwd: join(root, 'packages/web') })
  const template = join(root, 'packages/server/scripts/make-control-template.mjs')
  if (existsSync(template)) await runNode('the control database template', template, [], { cwd: join(root, 'packages/server') })
  if (!existsSync(join(root, 'packages/server/dist/main.js'))) throw new StepError('the build made no packages/server/dist/main.js')
  stampBuild(root, sources)
}
