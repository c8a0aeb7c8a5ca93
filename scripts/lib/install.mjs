/**
 * Is what the lock file says really in node_modules? Three looks, together a few milliseconds:
 * the manifests agree with the lock file, npm's own record of the last finished install agrees with it, and every
 * package in that record is there. An install that was cut off leaves no record, or the one from before.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runNpm } from './run.mjs'

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function workspaces(root) {
  return ['packages', 'examples'].flatMap((folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder))
          .map((name) => `${folder}/${name}`)
          .filter((place) => existsSync(join(root, place, 'package.json')))
      : [],
  )
}

const same = (left = {}, right = {}) => {
  const names = Object.keys(left)
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name])
}

/** `undefined` when node_modules is what package-lock.json asks for, else the reason it is not. */
export function installComplaint(root) {
  const lock = readJson(join(root, 'package-lock.json'))
  if (!lock) return 'package-lock.json cannot be read'
  for (const place of ['', ...workspaces(root)]) {
    const manifest = readJson(join(root, place, 'package.json'))
    const locked = lock.packages[place]
    if (!locked || ['dependencies', 'devDependencies', 'optionalDependencies'].some((kind) => !same(manifest?.[kind], locked[kind]))) {
      return `${join(place, 'package.json')} differs from package-lock.json`
    }
  }
  const installed = readJson(join(root, 'node_modules/.package-lock.json'))
  if (!installed) return existsSync(join(root, 'node_modules')) ? 'the last install was not finished' : 'nothing is installed yet'
  for (const [place, wanted] of Object.entries(lock.packages)) {
    if (place === '' || wanted.link || !place.includes('node_modules/')) continue
    const found = installed.packages[place]
    if (found ? found.version !== wanted.version : !wanted.optional && !wanted.peer)
      return `${place} is ${found?.version ?? 'missing'}, ${wanted.version} is wanted`
  }
  const gone = Object.keys(installed.packages).find((place) => place !== '' && !existsSync(join(root, place, 'package.json')))
  return gone && `${gone} is missing`
}

export async function install(root, reason) {
  console.log(`installing packages (${reason})`)
  await runNpm('npm ci', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root })
}
