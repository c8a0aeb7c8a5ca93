import type { DashboardSummary } from '@relayscope/contract'
import { Link } from '@tanstack/react-router'
import type { Column } from '../../ui/data-grid.tsx'
import { Chip } from '../../ui/marks.tsx'
import { Ago } from '../../ui/time-text.tsx'

export function dashboardColumns(): Column<DashboardSummary>[] {
  return [
    {
      id: 'name',
      label: 'Name',
      width: 'minmax(160px, 1fr)',
      render: ({ id, name }) => (
        <Link
          to="/dashboards/$dashboardId"
          params={{ dashboardId: id }}
          search={({ from, to, live }) => ({ from, to, live })}
          tabIndex={-1}
          className="strong ell"
          title={name}
        >
          {name}
        </Link>
      ),
    },
    {
      id: 'description',
      label: 'Description',
      width: 'minmax(120px, 2fr)',
      render: ({ description = '' }) => (
        <span className="t2" title={description}>
          {description}
        </span>
      ),
    },
    {
      id: 'widgets',
      label: 'Widgets',
      width: '64px',
      align: 'end',
      render: ({ widgetCount }) => <span className="num t2">{widgetCount}</span>,
    },
    { id: 'seen', label: 'Seen by', width: '104px', render: seenBy },
    {
      id: 'owner',
      label: 'Owner',
      width: 'minmax(80px, 140px)',
      render: ({ ownerId = '' }) => (
        <span className="t2" title={ownerId}>
          {ownerId}
        </span>
      ),
    },
    {
      id: 'changed',
      label: 'Changed',
      width: '92px',
      align: 'end',
      render: ({ source, updatedAt }) => <span className="t3">{source === 'shipped' ? '' : <Ago iso={updatedAt} />}</span>,
    },
  ]
}

function seenBy({ source, isPublic }: DashboardSummary) {
  if (source === 'shipped') return <Chip title="It comes with Relayscope">shipped</Chip>
  return <span className="t2">{isPublic ? 'everybody' : 'owner'}</span>
}
