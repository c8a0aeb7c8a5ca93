import { Empty } from '../../ui/states.tsx'

/** Why a question about metrics has nothing to draw. */
export function NoPoints({ warnings }: { warnings: readonly string[] }) {
  const unknown = warnings.find((warning) => warning.startsWith('there is no metric'))
  return (
    <Empty title={unknown === undefined ? 'No points in this range' : 'Nothing sent yet'}>
      <p>{unknown === undefined ? 'A longer range or fewer filters may show some.' : `${unknown[0]?.toUpperCase()}${unknown.slice(1)}.`}</p>
    </Empty>
  )
}
