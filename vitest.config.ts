import { defineConfig } from 'vitest/config'

// The ssr conditions reach Node too, for require() as well: with 'import' among them a package with two builds hands its ES module to CommonJS.
// Unit tests read the packages' sources; integration tests run what was built, as a user would.
const source = {
  resolve: { conditions: ['relayscope-source', 'module', 'import', 'default'] },
  ssr: { resolve: { conditions: ['relayscope-source', 'node'] } },
}

export default defineConfig({
  test: {
    projects: [
      {
        ...source,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs', 'examples/*/src/**/*.test.ts'],
          exclude: ['**/*.integration.test.*', '**/node_modules/**'],
        },
      },
      {
        ...source,
        test: {
          name: 'integration',
          include: [
            'packages/*/src/**/*.integration.test.ts',
            'packages/*/test/**/*.integration.test.ts',
            'examples/*/test/**/*.integration.test.ts',
          ],
          pool: 'forks',
          // A file of these waits for its product more than it works: two at a time use two cores.
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['e2e/**/*.browser.test.ts'],
          pool: 'forks',
          maxWorkers: 2,
          expect: { poll: { timeout: 15_000 } },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
