/** The policy as text, with its mistakes beside it: one leads to its line. */
import type { PolicyCheck } from '@relayscope/contract'
import { useRef } from 'react'
import styles from './policies.module.css'
import { Problems } from './problems.tsx'

interface Props {
  text: string
  onType: (text: string) => void
  problems: PolicyCheck['problems']
}

export function PolicySource({ text, onType, problems }: Props) {
  const area = useRef<HTMLTextAreaElement>(null)
  const goTo = (line: number): void => {
    const { current } = area
    if (!current) return
    const lines = text.split('\n')
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
    current.focus()
    current.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0))
    const { scrollHeight } = current
    current.scrollTop = Math.max(0, (scrollHeight * (line - 4)) / Math.max(lines.length, 1))
  }
  return (
    <div className={styles.source}>
      <textarea
        ref={area}
        aria-label="The policy as JSON or YAML"
        aria-invalid={problems.length > 0}
        value={text}
        spellCheck={false}
        wrap="off"
        onChange={({ target }) => onType(target.value)}
      />
      <Problems problems={problems} onGoTo={goTo} />
    </div>
  )
}
