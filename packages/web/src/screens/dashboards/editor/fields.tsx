/** Fields of the editor's forms. What is typed is held here until it settles, so that a half word changes nothing. */
import { useEffect, useId, useRef, useState } from 'react'
import { Field, TextInput } from '../../../ui/input.tsx'
import styles from './editor.module.css'

const SETTLED_MS = 350

export interface TextFieldProps {
  label: string
  value: string
  placeholder?: string
  suggestions?: readonly string[]
  onChange: (value: string) => void
}

export function TextField({ label, value, placeholder, suggestions, onChange }: TextFieldProps) {
  const id = useId()
  const typed = useSettled(value, onChange)
  return (
    <Field label={label}>
      <TextInput
        compact
        value={typed.text}
        maxLength={1000}
        onChange={({ target }) => typed.set(target.value)}
        onBlur={typed.settle}
        {...(placeholder !== undefined && { placeholder })}
        {...(suggestions && { list: id })}
      />
      {suggestions && (
        <datalist id={id}>
          {suggestions.slice(0, 500).map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </Field>
  )
}

export function LongTextField({ label, value, onChange }: Omit<TextFieldProps, 'placeholder' | 'suggestions'>) {
  const typed = useSettled(value, onChange)
  return (
    <label className={styles.long}>
      <span>{label}</span>
      <textarea rows={8} maxLength={20_000} value={typed.text} onChange={({ target }) => typed.set(target.value)} onBlur={typed.settle} />
    </label>
  )
}

function useSettled(value: string, onChange: (value: string) => void) {
  const [text, setText] = useState(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const sent = useRef(value)
  const latest = useRef(onChange)
  latest.current = onChange
  useEffect(() => {
    // It changed elsewhere: undo, another form.
    if (sent.current !== value) setText(value)
    sent.current = value
  }, [value])
  const send = (next: string): void => {
    clearTimeout(timer.current)
    if (next === sent.current) return
    sent.current = next
    latest.current(next)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  return {
    text,
    set: (next: string) => {
      setText(next)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => send(next), SETTLED_MS)
    },
    settle: () => send(text),
  }
}
