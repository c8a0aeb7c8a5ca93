import { Empty } from '../../ui/states.tsx'

/** The endpoint answered something that this type cannot draw. */
export function Unfit() {
  return (
    <Empty title="This answer does not fit">
      <p>What the endpoint answered cannot be drawn by this type of widget. Choose another type or another source.</p>
    </Empty>
  )
}
