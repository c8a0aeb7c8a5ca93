/**
 * The documentation as a site: which pages there are, what a page says, where its links lead. Pure: files come in as a map from
 * their path in the checkout to their text, pages go out as a map from their path in the site to HTML.
 */
import { posix } from 'node:path'
import { Marked } from 'marked'

/** Sections of the menu, in their order: a title and the pages whose path begins so. */
const SECTIONS = [
  ['Start', 'docs/overview.md'],
  ['Guides', 'docs/guides/'],
  ['Reference', 'docs/reference/'],
  ['The house', ''],
  ['Decisions', 'docs/adr/'],
]

const escaped = (text) => text.replace(/[&<>"]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark])
const titleOf = (path, text) => /^#\s+(.+)$/m.exec(text)?.[1].replaceAll('`', '') ?? posix.basename(path, '.md')
const sectionOf = (path) => SECTIONS.find(([, begins]) => begins !== '' && path.startsWith(begins))?.[0] ?? 'The house'
const slugOf = (text) =>
  text
    .toLowerCase()
    .replace(/<[^>]+>|&[a-z]+;/g, '')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')

/** `docs/guides/metrics.md` becomes `guides/metrics.html`; a README is the index of its folder, the overview that of the site. */
export function placeOf(path) {
  const inSite = path.replace(/^docs\//, '').replace(/\.md$/, '.html')
  return inSite === 'overview.html' ? 'index.html' : inSite.replace(/README\.html$/, 'index.html')
}

const from = (page, place) => posix.relative(posix.dirname(page), place) || posix.basename(place)

/**
 * Where a link of a page leads, in the site. `anchor` links of the page itself and addresses of the web stay as they are.
 * Throws for what leads nowhere, so that a build tells of it.
 */
function resolve(path, href, known) {
  if (/^(https?:|mailto:|#)/.test(href)) return href
  const [target = '', anchor] = href.split('#')
  const wanted = posix.normalize(posix.join(posix.dirname(path), target))
  if (known.pages.has(wanted)) return from(placeOf(path), placeOf(wanted)) + (anchor ? `#${anchor}` : '')
  if (known.pages.has(`${wanted.replace(/\/$/, '')}/README.md`))
    return from(placeOf(path), placeOf(`${wanted.replace(/\/$/, '')}/README.md`))
  if (known.images.has(wanted)) return from(placeOf(path), placeOf(wanted))
  if (known.files.has(wanted.replace(/\/$/, ''))) return undefined
  throw new Error(`${path} links to ${href}, which is not there`)
}

function bodyOf(path, text, known) {
  const marked = new Marked({
    gfm: true,
    renderer: {
      // Pages are written in Markdown alone; a tag in one is a slip.
      html: ({ text: raw }) => escaped(raw),
      heading({ tokens, depth, text: raw }) {
        return `<h${depth} id="${slugOf(raw)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      link({ href, tokens }) {
        const place = resolve(path, href, known)
        const words = this.parser.parseInline(tokens)
        return place === undefined ? words : `<a href="${escaped(place)}">${words}</a>`
      },
      image({ href, text: words }) {
        return `<img src="${escaped(resolve(path, href, known) ?? href)}" alt="${escaped(words)}" loading="lazy">`
      },
    },
  })
  return marked.parse(text)
}

function menuOf(page, pages) {
  const sections = SECTIONS.map(([title]) => {
    const links = pages
      .filter(({ section }) => section === title)
      .map(({ place, name }) => {
        const current = place === page ? ' aria-current="page"' : ''
        return `<li><a href="${escaped(from(page, place))}"${current}>${escaped(name)}</a></li>`
      })
    return links.length === 0 ? '' : `<h2>${title}</h2><ul>${links.join('')}</ul>`
  })
  return `<nav aria-label="Pages">${sections.join('')}</nav>`
}

/**
 * @param {Map<string, string>} texts Markdown files by their path in the checkout
 * @param {{images: Set<string>, files: Set<string>}} others paths of pictures, and of all else a page may name
 * @returns {Map<string, string>} HTML by its path in the site
 */
export function renderSite(texts, { images, files }) {
  const known = { pages: texts, images, files }
  const pages = [...texts].map(([path, text]) => ({
    path,
    text,
    place: placeOf(path),
    name: titleOf(path, text),
    section: sectionOf(path),
  }))
  return new Map(
    pages.map(({ path, text, place, name }) => [
      place,
      `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(name)} · Relayscope</title>
<link rel="stylesheet" href="${escaped(from(place, 'site.css'))}">
</head>
<body>
<a class="skip" href="#content">To the text</a>
${menuOf(place, pages)}
<main id="content">
${bodyOf(path, text, known)}</main>
</body>
</html>
`,
    ]),
  )
}
