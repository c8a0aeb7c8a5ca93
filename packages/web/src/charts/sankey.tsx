/** How requests flow from layer to layer; the width of a band is how many, its hatched part how many failed. */
import { type KeyboardEvent, useId, useMemo, useRef } from 'react'
import { formatCompact, formatCount, formatShare, plural } from '../lib/format.ts'
import { type FlowBand, type FlowLink, type FlowNode, layoutFlow } from '../lib/sankey-layout.ts'
import { useWidth } from '../lib/use-width.ts'
import styles from './sankey.module.css'

export interface SankeyProps {
  label: string
  /** Names of the layers, from left to right. */
  layers: readonly string[]
  links: readonly FlowLink[]
  total: number
  heightPx: number
  /** The name of an identity token. Undefined: it has none. */
  colourOf: (node: FlowNode) => string | undefined
  onNode: (node: FlowNode) => void
}

const NODE_PX = 8
const LABEL_PX = 132
const HEAD_PX = 22

export function Sankey(props: SankeyProps) {
  const { label, layers, links, heightPx, total } = props
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const hatch = useId()
  const { nodes, bands } = useMemo(() => layoutFlow(links, heightPx - HEAD_PX - 6), [links, heightPx])
  const xOf = (layer: number) => (Math.max(0, width - LABEL_PX - NODE_PX) * layer) / Math.max(1, layers.length - 1)
  return (
    <div ref={frame} className={styles.frame} style={{ height: heightPx }}>
      {layers.map((name, layer) => (
        <span key={name} className={styles.layer} style={{ left: xOf(layer) }}>
          {name}
        </span>
      ))}
      <svg className={styles.picture} width={width} height={heightPx - HEAD_PX} style={{ top: HEAD_PX }} role="group" aria-label={label}>
        <defs>
          <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="2.2" height="5" className={styles.hatch} />
          </pattern>
        </defs>
        {bands.map((band) => (
          <Band key={`${band.link.layer}/${band.link.from}/${band.link.to}`} band={band} xOf={xOf} hatch={hatch} total={total} />
        ))}
        {nodes.map((node) => (
          <Node key={`${node.layer}/${node.name}`} node={node} x={xOf(node.layer)} {...props} />
        ))}
      </svg>
    </div>
  )
}

function Band({ band, xOf, hatch, total }: { band: FlowBand; xOf: (layer: number) => number; hatch: string; total: number }) {
  const { link, fromY, toY, height } = band
  const [x0, x1] = [xOf(link.layer) + NODE_PX, xOf(link.layer + 1)]
  const failedPx = (link.failed / link.traces) * height
  const title = `${link.from} to ${link.to}: ${formatCount(link.traces)} (${formatShare(link.traces / Math.max(1, total))})${link.failed > 0 ? `, ${formatCount(link.failed)} failed` : ''}`
  return (
    <g className={styles.band}>
      <title>{title}</title>
      <path d={ribbon(x0, fromY, x1, toY, height)} className={styles.flow} />
      {link.failed > 0 && <path d={ribbon(x0, fromY + height - failedPx, x1, toY + height - failedPx, failedPx)} fill={`url(#${hatch})`} />}
    </g>
  )
}

function ribbon(x0: number, y0: number, x1: number, y1: number, height: number): string {
  const middle = (x0 + x1) / 2
  return `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}V${y1 + height}C${middle} ${y1 + height} ${middle} ${y0 + height} ${x0} ${y0 + height}Z`
}

function Node({ node, x, total, colourOf, onNode, layers }: SankeyProps & { node: FlowNode; x: number }) {
  const colour = colourOf(node)
  const failed = node.failed > 0 ? `, ${plural(node.failed, 'failed', 'failed')}` : ''
  const words = `${layers[node.layer]} ${node.name}: ${formatCount(node.traces)} of ${formatCount(total)}${failed}`
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    onNode(node)
  }
  return (
    <g className={styles.node} role="button" tabIndex={0} aria-label={words} onClick={() => onNode(node)} onKeyDown={onKeyDown}>
      <title>{words}</title>
      <rect className={styles.target} x={x - 4} y={node.y - 5} width={LABEL_PX + NODE_PX} height={Math.max(24, node.height + 10)} rx="4" />
      <rect
        x={x}
        y={node.y}
        width={NODE_PX}
        height={node.height}
        rx="2"
        style={colour === undefined ? undefined : { fill: `var(${colour})` }}
      />
      <text x={x + NODE_PX + 6} y={node.y + Math.min(node.height / 2, 40) + 4}>
        {cut(node.name)}
        <tspan className={styles.count} dx="6">
          {formatCompact(node.traces)}
        </tspan>
      </text>
    </g>
  )
}

const MOST_CHARACTERS = 17

function cut(name: string): string {
  return name.length > MOST_CHARACTERS ? `${name.slice(0, MOST_CHARACTERS - 1)}…` : name
}

/** The same figures for those who cannot use the picture. */
export function SankeyTable({ label, layers, links, heightPx }: Pick<SankeyProps, 'label' | 'layers' | 'links' | 'heightPx'>) {
  return (
    <div className={styles.table} style={{ height: heightPx }} tabIndex={0} role="region" aria-label={`${label}, as a table`}>
      <table className="num">
        <thead>
          <tr>
            {['Step', 'From', 'To', 'Requests', 'Failed'].map((name) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {links.map((link) => (
            <tr key={`${link.layer}/${link.from}/${link.to}`}>
              <td>
                {layers[link.layer]} to {layers[link.layer + 1]}
              </td>
              <td>{link.from}</td>
              <td>{link.to}</td>
              <td>{formatCount(link.traces)}</td>
              <td>{formatCount(link.failed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
