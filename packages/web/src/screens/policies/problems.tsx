import type { PolicyCheck } from '@relayscope/contract'
import { Note } from '../../ui/states.tsx'
import styles from './policies.module.css'

interface Props {
  problems: PolicyCheck['problems']
  /** Where the text is in view. */
  onGoTo?: (line: number) => void
}

export function Problems({ problems, onGoTo }: Props) {
  return (
    <section className={styles.problems} aria-label="Mistakes" aria-live="polite">
      {problems.length > 0 && <Note tone="warning">It cannot be saved like this.</Note>}
      <ul>
        {problems.map(({ path, message, line, column }) => (
          <li key={`${path} ${message}`}>
            {line !== undefined && onGoTo ? (
              <button type="button" className={styles.place} onClick={() => onGoTo(line)}>
                Line {line}
                {column === undefined ? '' : `, column ${column}`}
              </button>
            ) : null}
            <span className="mono">{path}</span> {message}
          </li>
        ))}
      </ul>
    </section>
  )
}
