import { describe, expect, test } from 'vitest'
import { placeOf, renderSite } from './site.mjs'

const site = (pages, others = {}) =>
  renderSite(new Map(Object.entries(pages)), { images: new Set(others.images ?? []), files: new Set(others.files ?? []) })

describe('the documentation as a site', () => {
  test.each([
    ['docs/overview.md', 'index.html'],
    ['docs/guides/metrics.md', 'guides/metrics.html'],
    ['docs/adr/README.md', 'adr/index.html'],
    ['ARCHITECTURE.md', 'ARCHITECTURE.html'],
  ])('%s is at %s', (path, place) => expect(placeOf(path)).toBe(place))

  test('links lead from page to page, to pictures, and stay words where they name a file of the code', () => {
    const html = site(
      {
        'docs/overview.md':
          '# Overview\n[m](guides/metrics.md#ask) [d](adr/) [a](../ARCHITECTURE.md) [w](https://example.com/x) [c](../packages/web)',
        'docs/guides/metrics.md': '# Metrics\n![chart](../images/chart.png)\n\n## Ask',
        'docs/adr/README.md': '# Decisions',
        'ARCHITECTURE.md': '# Architecture',
      },
      { images: ['docs/images/chart.png'], files: ['packages/web'] },
    )
    const overview = html.get('index.html')
    for (const href of ['guides/metrics.html#ask', 'adr/index.html', 'ARCHITECTURE.html', 'https://example.com/x'])
      expect(overview).toContain(`<a href="${href}">`)
    expect(overview).toContain('</a> c</p>')
    expect(html.get('guides/metrics.html')).toContain('<img src="../images/chart.png" alt="chart"')
    expect(html.get('guides/metrics.html')).toContain('<h2 id="ask">')
    expect(html.get('guides/metrics.html')).toContain('<a href="../index.html">Overview</a>')
  })

  test('a link or a picture that leads nowhere is an error that names both ends', () => {
    expect(() => site({ 'docs/overview.md': '[x](gone.md)' })).toThrow('docs/overview.md links to gone.md, which is not there')
    expect(() => site({ 'docs/overview.md': '![x](images/gone.png)' })).toThrow('images/gone.png')
  })

  test('a tag in a page is text', () => {
    expect(site({ 'docs/overview.md': '# O\n\n<script>alert(1)</script>\n\na <b>b</b>' }).get('index.html')).not.toMatch(/<script|<b>/)
  })
})
