import { providerColour, providerOfModel } from '../../lib/identity.ts'
import { Dot } from '../../ui/marks.tsx'
import styles from './traces.module.css'

/** The first model of a trace in its provider's colour, and how many more there are. */
export function ModelName({ models = [], providers = [] }: { models?: readonly string[]; providers?: readonly string[] }) {
  const [first] = models
  if (first === undefined) return null
  const provider = providers.length === 1 ? providers[0] : (providerOfModel(first) ?? providers[0])
  return (
    <span className={styles.model} title={models.join(', ')}>
      <Dot colour={providerColour(provider)} />
      <span className="ell">{first}</span>
      {models.length > 1 && <span className="t3">+{models.length - 1}</span>}
    </span>
  )
}
