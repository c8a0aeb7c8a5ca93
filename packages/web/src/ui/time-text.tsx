import { formatAge } from '../lib/format.ts'
import { formatClock, formatExact, parseInstant } from '../lib/instant.ts'
import { useNow } from '../lib/now.ts'
import { useZone } from '../lib/zone.ts'

/** Relative in lists, the exact time on hover. */
export function Ago({ iso }: { iso: string }) {
  const zone = useZone()
  const instant = parseInstant(iso)
  const now = useNow()
  const age = now - instant
  return (
    <time dateTime={iso} title={formatExact(instant, zone)} className="num">
      {formatAge(age)}
    </time>
  )
}

/** Exact in details, the age on hover. */
export function Exact({ iso, withDay = false }: { iso: string; withDay?: boolean }) {
  const zone = useZone()
  const instant = parseInstant(iso)
  return (
    <time dateTime={iso} title={`${formatExact(instant, zone)}, ${formatAge(Date.now() - instant)}`} className="num">
      {withDay ? formatExact(instant, zone) : formatClock(instant, zone)}
    </time>
  )
}
