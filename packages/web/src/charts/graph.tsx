import { type ReactNode, useMemo } from 'react'
import { type GraphEdge, type GraphNode, type GraphSizes, layoutGraph } from './layout-graph.ts'
import styles from './graph.module.css'

export interface GraphProps<Node extends GraphNode, Edge extends GraphEdge> {
  label: string
  nodes: readonly Node[]
  edges: readonly Edge[]
  sizes: GraphSizes
  /** A button: nodes and edges are walked with Tab. */
  renderNode: (node: Node) => ReactNode
  renderEdge: (edge: Edge) => ReactNode
  /** How strong an edge is drawn. */
  edgePx: (edge: Edge) => number
  isFailed: (edge: Edge) => boolean
}

/** Nodes from left to right, with what goes between them. Larger than its pane, it scrolls. */
export function Graph<Node extends GraphNode, Edge extends GraphEdge>(props: GraphProps<Node, Edge>) {
  const { label, nodes, edges, sizes, renderNode, renderEdge, edgePx, isFailed } = props
  const layout = useMemo(() => layoutGraph(nodes, edges, sizes), [nodes, edges, sizes])
  return (
    <div className={styles.pane} role="group" aria-label={label} tabIndex={0}>
      <div className={styles.sheet} style={{ width: layout.width, height: layout.height }}>
        <svg width={layout.width} height={layout.height} aria-hidden>
          {edges.map((edge, at) => {
            const drawn = layout.edges[at]
            if (!drawn) return null
            const { path, end, angle } = drawn
            return (
              <g key={at} data-failed={isFailed(edge) || undefined}>
                <path d={path} fill="none" strokeWidth={edgePx(edge)} />
                <path d="M0 0l-7-4v8z" transform={`translate(${end.x} ${end.y}) rotate(${angle})`} stroke="none" />
              </g>
            )
          })}
        </svg>
        {edges.map((edge, at) => {
          const spot = layout.edges[at]?.label
          return (
            spot && (
              <div key={at} className={styles.place} style={{ ...sizes.label, left: spot.x, top: spot.y }}>
                {renderEdge(edge)}
              </div>
            )
          )
        })}
        {nodes.map((node) => {
          const spot = layout.nodes.get(node.id)
          return (
            spot && (
              <div key={node.id} className={styles.place} style={{ ...sizes.node, left: spot.x, top: spot.y }}>
                {renderNode(node)}
              </div>
            )
          )
        })}
      </div>
    </div>
  )
}
