/**
 * `npm run docs`: the documentation as a site, in dist/docs. Its pictures are those the browser tests took last, so that they show
 * the product as it is; where none were taken, those of docs/images. `npm run docs -- --keep` keeps the new ones there.
 * A link or a picture that is not there ends the build.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheFolder, root } from './lib/places.mjs'
import { endBadly } from './lib/run.mjs'
import { renderSite } from './lib/site.mjs'

const PAGES = ['ARCHITECTURE.md', 'STYLE.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
const IMAGES = 'docs/images'
const out = join(root, 'dist/docs')
const fresh = join(cacheFolder, 'pictures')

const filesBelow = (folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort()

function write(place, content) {
  const path = join(out, place)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

function build() {
  const pictures = existsSync(fresh) ? readdirSync(fresh) : []
  if (process.argv.includes('--keep')) for (const name of pictures) copyFileSync(join(fresh, name), join(root, IMAGES, name))
  const inDocs = filesBelow('docs')
  const texts = new Map(
    [...inDocs.filter((path) => path.endsWith('.md')), ...PAGES].map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  )
  const images = new Set([...inDocs.filter((path) => path.startsWith(IMAGES)), ...pictures.map((name) => `${IMAGES}/${name}`)])
  const files = { has: (path) => !path.startsWith('..') && existsSync(join(root, path)) }
  rmSync(out, { recursive: true, force: true })
  const site = renderSite(texts, { images, files })
  for (const [place, html] of site) write(place, html)
  write('site.css', readFileSync(join(root, 'scripts/lib/site.css')))
  for (const path of images) {
    const name = path.slice(IMAGES.length + 1)
    const taken = join(fresh, name)
    write(`images/${name}`, readFileSync(existsSync(taken) ? taken : join(root, path)))
  }
  console.log(`${site.size} pages and ${images.size} pictures in dist/docs`)
}

try {
  build()
} catch (error) {
  endBadly(error)
}
