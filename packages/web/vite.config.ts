import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

const server = 'http://127.0.0.1:7700'

export default defineConfig({
  plugins: [react()],
  // The contract is taken from its source, so that a build of the web needs no build of it first.
  resolve: { conditions: ['relayscope-source', ...defaultClientConditions] },
  build: {
    target: 'es2022',
    // Fonts and pictures stay files: the content security policy allows no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: { host: '127.0.0.1', port: 5170, proxy: { '/api': server, '/v1': server } },
})
