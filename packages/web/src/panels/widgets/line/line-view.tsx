import { FrameView } from '../frame-view.tsx'
import { yesOption } from '../options.ts'
import type { WidgetViewProps } from '../widget-type.ts'

export function LineView(props: WidgetViewProps) {
  return <FrameView {...props} kind={yesOption(props.options, 'stacked') ? 'stack' : 'line'} />
}
