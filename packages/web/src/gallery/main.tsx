import '../ui/tokens.css'
import '../ui/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Toaster } from '../ui/toaster.tsx'
import { ChartsPage } from './charts-page.tsx'
import styles from './gallery.module.css'
import { StatesPage } from './states-page.tsx'

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <main className={styles.page}>
        <h1>The kit</h1>
        <ChartsPage />
        <StatesPage />
      </main>
      <Toaster />
    </StrictMode>,
  )
}
