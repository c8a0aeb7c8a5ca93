import { copyText } from '../lib/clipboard.ts'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from './button.tsx'

const SHOWN_MS = 1500

/** True for a moment after something was copied. */
export function useCopied(): [boolean, (text: string) => void] {
  const [copied, setCopied] = useState(0)
  useEffect(() => {
    if (copied === 0) return
    const timer = setTimeout(() => setCopied(0), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])
  return [copied > 0, (text) => void copyText(text).then((done) => done && setCopied((count) => count + 1))]
}

/** `text` may be made only when it is asked for. */
export function CopyButton({ text, label }: { text: string | (() => string); label: string }) {
  const [copied, copy] = useCopied()
  return (
    <IconButton look="ghost" size="small" label={copied ? 'Copied' : label} onClick={() => copy(typeof text === 'string' ? text : text())}>
      {copied ? <Check /> : <Copy />}
    </IconButton>
  )
}
