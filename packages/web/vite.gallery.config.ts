import { defineConfig, mergeConfig } from 'vite'
import base from './vite.config.ts'

/** The kit on one page with made-up data: for looking, and for the tests of the kit. Not part of the product. */
export default mergeConfig(
  base,
  defineConfig({ build: { outDir: '../../.cache/gallery', emptyOutDir: true, rollupOptions: { input: 'gallery.html' } } }),
)
