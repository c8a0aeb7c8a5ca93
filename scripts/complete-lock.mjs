/**
 * `npm run lock`: npm leaves out of package-lock.json the optional packages of platforms it could not or did not look up
 * (npm/cli issue 4828), and `npm ci` then refuses the file. This writes them in: their version is the exact one their parent
 * asks for, their platform is read from their name. Run it after `npm install`; a unit test says when it is needed.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './lib/places.mjs'

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']

function platformOf(name) {
  const words = name.split('/').at(-1).split('-')
  const systems = SYSTEMS.filter((system) => words.includes(system))
  const processors = PROCESSORS.filter((processor) => words.includes(processor))
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.some((word) => word.startsWith('gnu')) && systems.includes('linux')
      ? ['glibc']
      : undefined
  return { cpu: processors.length > 0 ? processors : undefined, libc, os: systems.length > 0 ? systems : undefined }
}

/** Is `name` found from the package at `place`, going up as Node does? */
function isLocked(packages, place, name) {
  const folders = place.split('/node_modules/').map((_, at, parts) => parts.slice(0, at + 1).join('/node_modules/'))
  return ['', ...folders].some((folder) => packages[folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`])
}

/** @returns {{parent: string, name: string, version: string}[]} optional packages the lock file does not have. */
export function missingFromLock(lock) {
  return Object.entries(lock.packages).flatMap(([place, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name, version]) => /^\d/.test(version) && !isLocked(lock.packages, place, name))
      .map(([name, version]) => ({ parent: place, name, version })),
  )
}

export function completeLock(lock) {
  for (const { parent, name, version } of missingFromLock(lock)) {
    const { cpu, libc, os } = platformOf(name)
    const dev = lock.packages[parent].dev ? { dev: true } : {}
    // In the order in which npm writes them, so that its next run changes nothing.
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(cpu && { cpu }),
      ...dev,
      ...(libc && { libc }),
      optional: true,
      ...(os && { os }),
    }
  }
  const sorted = Object.entries(lock.packages).sort(([left], [right]) => (left < right ? -1 : 1))
  return { ...lock, packages: Object.fromEntries(sorted) }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = join(root, 'package-lock.json')
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const missing = missingFromLock(lock)
  if (missing.length > 0) writeFileSync(file, `${JSON.stringify(completeLock(lock), null, 2)}\n`)
  console.log(missing.length > 0 ? `added ${missing.map(({ name }) => name).join(', ')}` : 'package-lock.json is complete')
}
