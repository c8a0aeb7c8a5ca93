/** Where the nodes of a graph stand and how its edges run, from left to right. */
import dagre from '@dagrejs/dagre'

export interface GraphNode {
  readonly id: string
}

export interface GraphEdge {
  readonly from: string
  readonly to: string
}

export interface GraphSizes {
  readonly node: Size
  /** Room for what is written on an edge. */
  readonly label: Size
}

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Spot {
  readonly x: number
  readonly y: number
}

export interface GraphLayout {
  readonly width: number
  readonly height: number
  /** Centre of each node, by its id. */
  readonly nodes: ReadonlyMap<string, Spot>
  /** In the order they were given. */
  readonly edges: readonly { readonly path: string; readonly label: Spot; readonly end: Spot; readonly angle: number }[]
}

const MARGIN_PX = 16

export function layoutGraph(nodes: readonly GraphNode[], edges: readonly GraphEdge[], sizes: GraphSizes): GraphLayout {
  const graph = new dagre.graphlib.Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', nodesep: 22, ranksep: 24, edgesep: 14, marginx: MARGIN_PX, marginy: MARGIN_PX })
  for (const { id } of nodes) graph.setNode(id, { ...sizes.node })
  edges.forEach(({ from, to }, at) => graph.setEdge(from, to, { ...sizes.label, labelpos: 'c' }, String(at)))
  dagre.layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  const spots = new Map(nodes.map(({ id }) => [id, spotOf(graph.node(id))]))
  return {
    width,
    height,
    nodes: spots,
    edges: edges.map(({ from, to }, at) => {
      const edge = graph.edge(from, to, String(at)) as { points?: Spot[] } & Partial<Spot>
      const points = edge.points ?? []
      const end = points.at(-1) ?? { x: 0, y: 0 }
      return { path: smooth(points), label: spotOf(edge), end, angle: angleOf(points) }
    }),
  }
}

function spotOf({ x = 0, y = 0 }: Partial<Spot> = {}): Spot {
  return { x, y }
}

/** A curve through the middles between the points, so that it has no corners. */
function smooth(points: readonly Spot[]): string {
  const [first, ...rest] = points
  if (!first) return ''
  const parts = [`M${first.x} ${first.y}`]
  rest.forEach((point, at) => {
    const next = rest[at + 1]
    if (next) parts.push(`Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`)
    else parts.push(`L${point.x} ${point.y}`)
  })
  return parts.join('')
}

/** In which direction the edge arrives, in degrees. */
function angleOf(points: readonly Spot[]): number {
  const [before, end] = points.slice(-2)
  return before && end ? (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI : 0
}
