import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const source = fileURLToPath(new URL('.', import.meta.url))
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (path) => /\.(css|tsx?)$/.test(path) && !/\.test\.tsx?$/.test(path),
)

const RAW_COLOUR = /#[0-9a-f]{3,8}\b(?!['"]\))|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|hwb)\((?!in )/gi

describe('colours are named in tokens.css and nowhere else', () => {
  test.each(files.filter((path) => path !== 'ui/tokens.css'))('%s', (path) => {
    expect(readFileSync(source + path, 'utf8').match(RAW_COLOUR) ?? []).toEqual([])
  })
})

describe('text from senders is never read as markup', () => {
  test.each(files.filter((path) => /\.tsx?$/.test(path)))('%s', (path) => {
    expect(readFileSync(source + path, 'utf8')).not.toMatch(/dangerouslySetInnerHTML|\.innerHTML|insertAdjacentHTML|document\.write/)
  })
})
