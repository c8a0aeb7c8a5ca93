import { providerColour } from '../../lib/identity.ts'
import { Dot, Unknown } from '../../ui/marks.tsx'
import styles from './interactions.module.css'

export function ProviderName({ provider }: { provider: string }) {
  if (provider === '') return <Unknown />
  return (
    <span className={styles.entity} title={provider}>
      <Dot colour={providerColour(provider)} />
      <span className="ell">{provider}</span>
    </span>
  )
}

export function ModelText({ model }: { model: string }) {
  return model === '' ? <Unknown /> : <span title={model}>{model}</span>
}
