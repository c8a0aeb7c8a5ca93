import styles from './check-list.module.css'

export interface CheckChoice {
  readonly id: string
  readonly label: string
  /** Always checked: the rest makes no sense without it. */
  readonly fixed?: boolean
}

/** Several of many, as boxes to tick. */
export function CheckList({
  label,
  choices,
  chosen,
  onToggle,
}: {
  label: string
  choices: readonly CheckChoice[]
  chosen: ReadonlySet<string>
  onToggle: (id: string) => void
}) {
  return (
    <fieldset className={styles.list}>
      <legend className={styles.legend}>{label}</legend>
      {choices.map(({ id, label: name, fixed }) => (
        <label key={id} className={styles.choice}>
          <input type="checkbox" checked={fixed || chosen.has(id)} disabled={fixed} onChange={() => onToggle(id)} />
          {name}
        </label>
      ))}
    </fieldset>
  )
}
