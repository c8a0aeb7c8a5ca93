import { useId } from 'react'
import styles from './choice.module.css'

export interface ChoiceOption<Id extends string> {
  readonly id: Id
  readonly label: string
}

export interface ChoiceProps<Id extends string> {
  label: string
  options: readonly ChoiceOption<Id>[]
  chosen: Id
  onChoose: (id: Id) => void
}

/** One of a few, all of them in view. */
export function Choice<Id extends string>({ label, options, chosen, onChoose }: ChoiceProps<Id>) {
  const name = useId()
  return (
    <div role="radiogroup" aria-label={label} className={styles.choice}>
      {options.map((option) => (
        <label key={option.id} data-chosen={option.id === chosen || undefined}>
          <input type="radio" name={name} className="sr" checked={option.id === chosen} onChange={() => onChoose(option.id)} />
          {option.label}
        </label>
      ))}
    </div>
  )
}
